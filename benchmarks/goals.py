"""Figures that have a goal, and how far each is from it. Pure."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One measured value: at most `goal` is wanted. A ratio above 1 misses it."""

    what: str
    database: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if self.goal is None else round(self.value / self.goal, 2)

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio}


def goal_table(figures: list[Figure]) -> str:
    """A line for each figure: value, goal, ratio, and a mark where the goal is missed."""
    lines = [f"{'':44}{'value':>12}{'goal':>12}{'ratio':>8}"]
    for each in figures:
        goal = "" if each.goal is None else f"{each.goal:g} {each.unit}"
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        missed = "  MISSED" if each.ratio is not None and each.ratio > 1 else ""
        value = f"{each.value:.2f} {each.unit}"
        lines.append(f"{each.database + ' ' + each.what:44}{value:>12}{goal:>12}{ratio:>8}{missed}")
    return "\n".join(lines)
