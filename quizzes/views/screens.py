"""The questions of the attempt page, ready for its template."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.queries import Slot


@dataclass(frozen=True)
class ChoiceScreen:
    """One input: the value that its form field sends, and whether it is chosen now."""

    value: str
    text: str
    picture: dict[str, Any] | None
    is_chosen: bool


@dataclass(frozen=True)
class QuestionScreen:
    number: int
    kind: str
    stem: str
    picture: dict[str, Any] | None
    choices: list[ChoiceScreen]

    @property
    def is_multiple(self) -> bool:
        return self.kind == QuestionKind.MULTIPLE

    @property
    def is_statement(self) -> bool:
        return self.kind == QuestionKind.TRUE_FALSE

    @property
    def has_pictures(self) -> bool:
        return any(choice.picture for choice in self.choices)


def question_screens(slots: list[Slot]) -> list[QuestionScreen]:
    """The questions in the order of the attempt, each with the answer that stands."""
    return [
        QuestionScreen(
            slot.number,
            slot.spec["kind"],
            slot.spec["stem"],
            slot.spec.get("picture"),
            _statement(slot) if slot.spec["kind"] == QuestionKind.TRUE_FALSE else _options(slot),
        )
        for slot in slots
    ]


def _statement(slot: Slot) -> list[ChoiceScreen]:
    return [
        ChoiceScreen("true", _("It is true"), None, slot.value is True),
        ChoiceScreen("false", _("It is false"), None, slot.value is False),
    ]


def _options(slot: Slot) -> list[ChoiceScreen]:
    chosen = slot.value if isinstance(slot.value, list) else [slot.value]
    return [
        ChoiceScreen(option["key"], option["text"], option.get("picture"), option["key"] in chosen)
        for option in slot.spec["options"]
    ]
