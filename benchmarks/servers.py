"""gunicorn under the product's own configuration, for the product and for the floor alike."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    port: int
    pid: int


def environment(settings: str, database_url: str, **more: str) -> dict[str, str]:
    """The environment of a process with these settings on this database, and no other's."""
    kept = {k: v for k, v in os.environ.items() if k not in {"CACHE_URL", "DEBUG"}}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": settings,
        "DATABASE_URL": database_url,
        "SECRET_KEY": "for-benchmarks-only",
        **more,
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def gunicorn(wsgi: str, env: dict[str, str]) -> Iterator[Server]:
    """A server that answers, ended at the end. Raises RuntimeError with its log if it does not."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", wsgi]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**env, "BIND": f"127.0.0.1:{port}"}, stdout=log, stderr=log
        )
        try:
            if not wait_for(port, process):
                log.seek(0)
                raise RuntimeError(f"{wsgi} did not start:\n{log.read().decode()[-3000:]}")
            yield Server(port, process.pid)
        finally:
            process.terminate()
            process.wait(timeout=30)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> bool:
    """Whether somebody listens on the port before time or process are over."""
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False
