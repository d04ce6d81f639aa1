"""A person's rights: apps say in `ready()` what they hold about somebody and how to erase it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from schools.models import User

Exporter = Callable[[User], Any]
Eraser = Callable[[User, datetime], None]

_exporters: dict[str, Exporter] = {}
_erasers: dict[str, Eraser] = {}


def register_exporter(name: str, exporter: Exporter) -> None:
    """`exporter(user)` returns all that the app holds about a person, as JSON-able values."""
    _exporters[name] = exporter


def register_eraser(name: str, eraser: Eraser) -> None:
    """`eraser(user, now)` removes what names a person, inside the erasure's transaction."""
    _erasers[name] = eraser


def everything_about(user: User) -> dict[str, Any]:
    """Everything held about a person, by app."""
    return {name: exporter(user) for name, exporter in _exporters.items()}


def run_erasers(user: User, now: datetime) -> None:
    for eraser in _erasers.values():
        eraser(user, now)
