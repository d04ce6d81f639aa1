"""Multiple choice: one or more options are right. An answer is their keys, sorted."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import MarkingRule
from quizzes.kinds.base import (
    Spec,
    as_fraction,
    blank_summary,
    is_blank,
    not_an_answer,
    whole_or_nothing,
)
from quizzes.kinds.options import (
    choice_problems,
    labelled,
    option_keys,
    public_choice,
    right_keys,
)

# Repeats are forgiven, a flood of them is not.
MOST_VALUES = 100


def validate_spec(spec: Spec) -> list[str]:
    """See `Kind.validate_spec`."""
    problems = choice_problems(spec)
    if spec.get("rule", MarkingRule.ALL_OR_NOTHING) not in MarkingRule.values:
        problems.append(_("The marking rule is unknown."))
    return problems


def normalise(spec: Spec, value: Any) -> list[str] | None:
    """See `Kind.normalise`: the keys once each and sorted; None when none is chosen."""
    if is_blank(value):
        return None
    if not isinstance(value, list) or len(value) > MOST_VALUES:
        raise not_an_answer()
    known = option_keys(spec)
    if not all(isinstance(key, str) and key in known for key in value):
        raise not_an_answer()
    return sorted(set(value))


def fraction(spec: Spec, answer: Any) -> Decimal | None:
    """See `Kind.fraction`. Part marks are (right chosen − wrong chosen) ÷ right, at least 0."""
    if is_blank(answer):
        return None
    chosen, right = set(answer), set(right_keys(spec))
    if spec.get("rule") == MarkingRule.PARTIAL:
        return as_fraction(len(chosen & right) - len(chosen - right), len(right))
    return whole_or_nothing(chosen == right)


def guess(spec: Spec) -> float | None:
    """See `Kind.guess`. Some choice among all; for part marks it hangs on how people guess."""
    if spec.get("rule") == MarkingRule.PARTIAL:
        return None
    return 100 / (2 ** len(spec["options"]) - 1)


def summary(spec: Spec, answer: Any) -> str:
    """See `Kind.summary`: the options in the order in which they were written."""
    if is_blank(answer):
        return blank_summary()
    return _("; ").join(labelled(spec, key) for key in option_keys(spec) if key in answer)


def public(spec: Spec) -> dict[str, Any]:
    """See `Kind.public`."""
    return public_choice(spec)


def from_form(spec: Spec, values: list[str]) -> list[str] | None:
    """See `Kind.from_form`. The empty value of a form's hidden field counts for nothing."""
    return normalise(spec, [value for value in values if value])
