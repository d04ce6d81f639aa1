"""gunicorn: threads keep their database connection open between requests."""

import os

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
keepalive = 30
timeout = 60
graceful_timeout = 20
accesslog = None
