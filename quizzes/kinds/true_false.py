"""True or false: a statement is right or wrong. An answer is true or false."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.kinds.base import (
    Spec,
    blank_summary,
    is_blank,
    not_an_answer,
    public_stem,
    stem_problems,
    whole_or_nothing,
)

FORM_VALUES = {"true": True, "false": False, "": None}


def validate_spec(spec: Spec) -> list[str]:
    """See `Kind.validate_spec`."""
    problems = stem_problems(spec)
    answer = spec.get("answer")
    if not isinstance(answer, dict) or not isinstance(answer.get("value"), bool):
        problems.append(_("It is not said whether the statement is true."))
    return problems


def normalise(spec: Spec, value: Any) -> bool | None:
    """See `Kind.normalise`. 1 and 0 are no answers: JSON has true and false."""
    if is_blank(value):
        return None
    if not isinstance(value, bool):
        raise not_an_answer()
    return value


def fraction(spec: Spec, answer: Any) -> Decimal | None:
    """See `Kind.fraction`."""
    return None if is_blank(answer) else whole_or_nothing(answer is spec["answer"]["value"])


def guess(spec: Spec) -> float | None:
    """See `Kind.guess`."""
    return 50.0


def summary(spec: Spec, answer: Any) -> str:
    """See `Kind.summary`."""
    if is_blank(answer):
        return blank_summary()
    return _("It is true") if answer else _("It is false")


def public(spec: Spec) -> dict[str, Any]:
    """See `Kind.public`."""
    return public_stem(spec)


def from_form(spec: Spec, values: list[str]) -> bool | None:
    """See `Kind.from_form`: "true" or "false"."""
    if len(values) > 1 or (values and values[0] not in FORM_VALUES):
        raise not_an_answer()
    return FORM_VALUES[values[0]] if values else None
