"""Sealed papers, read once a process: what is sealed never goes stale."""

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from quizzes.models import PaperItem


@dataclass(frozen=True)
class Item:
    """One question of a paper. `spec` is shared: read it, never change it."""

    position: int
    version_id: int
    spec: dict[str, Any]
    points: Decimal


@lru_cache(maxsize=256)
def items_of_paper(paper_id: int) -> dict[int, Item]:
    """The items of a paper by position."""
    rows = PaperItem.objects.filter(paper_id=paper_id).select_related("version")
    return {
        row.position: Item(row.position, row.version_id, row.version.spec, row.points)
        for row in rows
    }
