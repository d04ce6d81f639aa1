"""Tests: SQLite in memory, or the PostgreSQL of `TEST_DATABASE_URL`."""

import os
import tempfile

from .base import *  # noqa: F403
from .base import SQLITE_OPTIONS, env

SECRET_KEY = "for-tests-only"
SERVE_MEDIA = True
WHITENOISE_AUTOREFRESH = True
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": env.db_url_config(os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:")
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30}
    if path := os.environ.get("TEST_SQLITE_FILE"):
        DATABASES["default"]["TEST"] = {"NAME": path}
        DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
MEDIA_ROOT = tempfile.mkdtemp(prefix="test-media-")
