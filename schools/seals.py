"""Sealed tables: rows that the database itself refuses to change or delete.

Triggers are remade after every migrate, because SQLite loses them when a table is altered, and
dropped before it, because altering a table that a trigger names fails there.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from schools.models.seals import ErasurePermit

RAISE_SEALED = (
    "RAISE EXCEPTION '% is sealed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'"
)
_sealed: list[tuple[type[models.Model], tuple[str, ...]]] = []


def seal(model: type[models.Model], *, mutable: tuple[str, ...] = ()) -> None:
    """Seal a model's table: no update but of `mutable` fields, no delete without a permit."""
    if (model, mutable) not in _sealed:
        _sealed.append((model, mutable))


def trigger_name(model: type[models.Model], event: str) -> str:
    return f"seal_{model._meta.db_table}_{event}"


def _sealed_columns(model: type[models.Model], mutable: tuple[str, ...]) -> list[str]:
    fields = model._meta.local_concrete_fields
    return [f.column for f in fields if f.column and f.name not in mutable]


def _statements(model: type[models.Model], mutable: tuple[str, ...], vendor: str) -> list[str]:
    table, permits = model._meta.db_table, ErasurePermit._meta.db_table
    differs = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(
        f'OLD."{column}" {differs} NEW."{column}"' for column in _sealed_columns(model, mutable)
    )
    update, delete = trigger_name(model, "update"), trigger_name(model, "delete")
    if vendor == "sqlite":
        refuse = f"BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"
        return [
            f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" WHEN {changed} {refuse}',
            f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" '
            f'WHEN NOT EXISTS (SELECT 1 FROM "{permits}") {refuse}',
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_sealed_update() RETURNS trigger AS "
        f"$$ BEGIN {RAISE_SEALED}; END $$ LANGUAGE plpgsql",
        "CREATE OR REPLACE FUNCTION refuse_sealed_delete() RETURNS trigger AS "
        f'$$ BEGIN IF EXISTS (SELECT 1 FROM "{permits}") THEN RETURN OLD; END IF; '
        f"{RAISE_SEALED}; END $$ LANGUAGE plpgsql",
        f'CREATE TRIGGER "{update}" BEFORE UPDATE ON "{table}" FOR EACH ROW WHEN ({changed}) '
        "EXECUTE FUNCTION refuse_sealed_update()",
        f'CREATE TRIGGER "{delete}" BEFORE DELETE ON "{table}" FOR EACH ROW '
        "EXECUTE FUNCTION refuse_sealed_delete()",
    ]


def drop_seals(connection: BaseDatabaseWrapper) -> None:
    """Remove every seal that stands."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, _mutable in _sealed:
            table = model._meta.db_table
            if table not in tables:
                continue
            for event in ("update", "delete"):
                on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
                cursor.execute(f'DROP TRIGGER IF EXISTS "{trigger_name(model, event)}"{on}')


def make_seals(connection: BaseDatabaseWrapper) -> None:
    """Make every seal whose table stands; idempotent."""
    drop_seals(connection)
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model, mutable in _sealed:
            if {model._meta.db_table, ErasurePermit._meta.db_table} <= tables:
                for statement in _statements(model, mutable, connection.vendor):
                    cursor.execute(statement)


def standing_seals(connection: BaseDatabaseWrapper) -> set[str]:
    """The names of the seal triggers that the database holds."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'seal\\_%'"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'seal_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}


def missing_seals(connection: BaseDatabaseWrapper) -> set[str]:
    wanted = {trigger_name(model, event) for model, _ in _sealed for event in ("update", "delete")}
    return wanted - standing_seals(connection)


@contextmanager
def erasure_permitted(*, reason: str, now: datetime) -> Iterator[None]:
    """Within this block, in one transaction, sealed rows may be deleted."""
    with transaction.atomic():
        permit = ErasurePermit.objects.create(reason=reason, granted_at=now)
        yield
        permit.delete()


def remake_seals_after_migrate(*, using: str, **kwargs: Any) -> None:
    if apps.ready:
        make_seals(connections[using])


def drop_seals_before_migrate(*, using: str, **kwargs: Any) -> None:
    drop_seals(connections[using])


@register(Tags.database, deploy=True)
def check_seals(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Every seal must stand. `check --deploy --database` asks; migrate, the cure, does not."""
    problems: list[CheckMessage] = []
    for alias in databases or []:
        missing = missing_seals(connections[alias])
        if missing:
            text = f"Seals are missing in {alias}: {', '.join(sorted(missing))}."
            problems.append(Error(text, hint="Run manage.py migrate.", id="schools.E001"))
    return problems
