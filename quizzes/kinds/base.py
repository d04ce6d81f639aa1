"""What every kind of question can do. Pure: no database, no request.

A spec is plain JSON: `kind`, `stem`, `answer`, `explanation`, and what the kind needs beside them
(`options` of `key`, `text`, `why` and perhaps `picture`; a `rule`). An answer is plain JSON too;
None is a blank or a cleared one.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

Spec = Mapping[str, Any]

NOTHING, WHOLE = Decimal("0.0000"), Decimal("1.0000")
STEP = Decimal("0.0001")


class InvalidAnswer(ValueError):
    """A value that is no answer to this question; the message is a translated sentence."""


class Kind(Protocol):
    """The interface of a kind's module."""

    def validate_spec(self, spec: Spec) -> list[str]:
        """What is wrong with a spec, as translated sentences; empty when it can be used."""

    def normalise(self, spec: Spec, value: Any) -> Any:
        """The canonical form of an answer (None for a blank). Raises InvalidAnswer."""

    def fraction(self, spec: Spec, answer: Any) -> Decimal | None:
        """How much of the maximum a normalised answer earns, 0 to 1 in 0.0001; None for a blank."""

    def guess(self, spec: Spec) -> float | None:
        """What blind guessing earns of the maximum, in percent; None when it cannot be told."""

    def summary(self, spec: Spec, answer: Any) -> str:
        """A normalised answer in words, for people."""

    def public(self, spec: Spec) -> dict[str, Any]:
        """What a pupil may see before disclosure: never the answer, a why or the explanation."""

    def from_form(self, spec: Spec, values: list[str]) -> Any:
        """The normalised answer from the values of a plain HTML form. Raises InvalidAnswer."""


def is_blank(value: Any) -> bool:
    """Whether a value is no answer at all: None, "" or an empty list. False is an answer."""
    return value is None or value == "" or value == []


def whole_or_nothing(is_right: bool) -> Decimal:
    """A fraction of 1 or 0."""
    return WHOLE if is_right else NOTHING


def as_fraction(earned: int, of: int) -> Decimal:
    """earned ÷ of, at least 0, to four places."""
    share = Decimal(max(earned, 0)) / Decimal(of)
    return share.quantize(STEP, rounding=ROUND_HALF_UP)


def not_an_answer() -> InvalidAnswer:
    """The refusal of a value that this question cannot have been given on its own page."""
    return InvalidAnswer(_("This is not an answer to this question. Reload the page."))


def blank_summary() -> str:
    """The words for a question that was left blank."""
    return _("No answer")


def stem_problems(spec: Spec) -> list[str]:
    """A question needs words."""
    stem = spec.get("stem")
    if isinstance(stem, str) and stem.strip():
        return []
    return [_("The question has no text.")]


def public_stem(spec: Spec) -> dict[str, Any]:
    """The parts of a spec that every kind shows, chosen one by one so that none slips through."""
    shown = {"kind": spec["kind"], "stem": spec["stem"]}
    if spec.get("picture"):
        shown["picture"] = dict(spec["picture"])
    return shown
