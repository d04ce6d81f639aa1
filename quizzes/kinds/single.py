"""Single choice: one option is right. An answer is its key."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import Spec, blank_summary, is_blank, not_an_answer, whole_or_nothing
from quizzes.kinds.options import (
    choice_problems,
    labelled,
    option_keys,
    public_choice,
    right_keys,
)


def validate_spec(spec: Spec) -> list[str]:
    """See `Kind.validate_spec`."""
    problems = choice_problems(spec)
    if len(right_keys(spec)) > 1:
        problems.append(_("A single choice has only one right option."))
    return problems


def normalise(spec: Spec, value: Any) -> str | None:
    """See `Kind.normalise`: an option's key."""
    if is_blank(value):
        return None
    if not isinstance(value, str) or value not in option_keys(spec):
        raise not_an_answer()
    return value


def fraction(spec: Spec, answer: Any) -> Decimal | None:
    """See `Kind.fraction`."""
    return None if is_blank(answer) else whole_or_nothing(answer in right_keys(spec))


def guess(spec: Spec) -> float | None:
    """See `Kind.guess`."""
    return 100 / len(spec["options"])


def summary(spec: Spec, answer: Any) -> str:
    """See `Kind.summary`."""
    return blank_summary() if is_blank(answer) else labelled(spec, answer)


def public(spec: Spec) -> dict[str, Any]:
    """See `Kind.public`."""
    return public_choice(spec)


def from_form(spec: Spec, values: list[str]) -> str | None:
    """See `Kind.from_form`."""
    if len(values) > 1:
        raise not_an_answer()
    return normalise(spec, values[0] if values else None)
