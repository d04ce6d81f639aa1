"""A lesson's body as slides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Slide:
    """One block, or one part of it (a step). `anchor` keeps the place in the address."""

    number: int
    anchor: str
    block: Any
    part: Any
    notes: str

    @property
    def kind(self) -> str:
        return str(self.block.block_type)


def build_slides(body: Iterable[Any], *, shows_notes: bool) -> list[Slide]:
    """The slides between the title and the end, numbered from 2; notes only when asked for."""
    parts = [(block, part) for block in body for part in block.value.parts]
    return [
        Slide(
            number=number,
            anchor=f"s{number}",
            block=block,
            part=part,
            notes=block.value["notes"] if shows_notes else "",
        )
        for number, (block, part) in enumerate(parts, start=2)
    ]
