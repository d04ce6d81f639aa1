"""Databases for one run: made before it, gone after it."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from benchmarks.accounting import PROC, parent_of

DEFAULT_URL = "postgres://postgres@127.0.0.1:5432/postgres"


class Unreachable(Exception):
    """The database server cannot be used; the text says why."""


@dataclass(frozen=True)
class Databases:
    """URLs for product and floor, and the database server's own process, if it has one."""

    version: str
    product_url: str
    floor_url: str
    server_pid: int | None
    connection: psycopg.Connection | None = None

    def strangers(self) -> int:
        """How many connections others hold to the same server, whose work would be counted too."""
        if self.connection is None:
            return 0
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> pg_backend_pid() AND datname NOT LIKE 'bench\\_%'"
        )
        row = self.connection.execute(query).fetchone()
        return row[0] if row else 0


@contextmanager
def sqlite_files() -> Iterator[Databases]:
    """Two SQLite files in a directory of their own. Its work is done inside the server."""
    import sqlite3

    with tempfile.TemporaryDirectory(prefix="bench-") as directory:
        folder = Path(directory)
        yield Databases(
            version=sqlite3.sqlite_version,
            product_url=f"sqlite:///{folder / 'product.sqlite3'}",
            floor_url=f"sqlite:///{folder / 'floor.sqlite3'}",
            server_pid=None,
        )


@contextmanager
def postgresql_databases(admin_url: str) -> Iterator[Databases]:
    """Two databases on the server of `admin_url`. Raises Unreachable."""
    names = {part: f"bench_{os.getpid()}_{part}" for part in ("product", "floor")}
    try:
        connection = psycopg.connect(admin_url, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as problem:
        raise Unreachable(str(problem).strip().splitlines()[0]) from problem
    with connection:
        server_pid = find_server(connection.info.backend_pid)
        for name in names.values():
            connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield Databases(
                version=connection.info.parameter_status("server_version") or "",
                product_url=with_name(admin_url, names["product"]),
                floor_url=with_name(admin_url, names["floor"]),
                server_pid=server_pid,
                connection=connection,
            )
        finally:
            for name in names.values():
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def find_server(backend_pid: int) -> int:
    """The postmaster above a backend. Raises Unreachable when it runs on another machine."""
    try:
        if "postgres" not in (PROC / str(backend_pid) / "comm").read_text():
            raise Unreachable("its processes cannot be seen from here, so not be counted")
        return parent_of(backend_pid)
    except FileNotFoundError as problem:
        raise Unreachable("its processes cannot be seen from here, so not be counted") from problem


def with_name(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
