"""From the percentages that other systems give options to right options and a marking rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.choices import MarkingRule, QuestionKind
from quizzes.exchange.items import CannotUse, Draft

WHOLE = 100.0
NEAR = 1.0  # percent: thirds are written 33.333, 33.3 or 33


@dataclass(frozen=True)
class Weighed:
    """`right` are the places (from 0) of the right options."""

    kind: str
    rule: str
    right: frozenset[int]
    losses: tuple[str, ...]


def weigh_single(weights: Sequence[float]) -> Weighed:
    """One option at 100 %; part marks of others are lost. Raises CannotUse."""
    whole = [place for place, weight in enumerate(weights) if abs(weight - WHOLE) < NEAR]
    if len(whole) != 1:
        raise CannotUse(
            _("A single choice needs one option at 100 %%; this one has %(count)d.")
            % {"count": len(whole)}
        )
    others = [weight for place, weight in enumerate(weights) if place not in whole]
    losses = (_("part marks of single options"),) if any(others) else ()
    return Weighed(QuestionKind.SINGLE, MarkingRule.ALL_OR_NOTHING, frozenset(whole), losses)


def weigh_multiple(weights: Sequence[float]) -> Weighed:
    """Options above 0 are right and make 100 % together. Raises CannotUse.

    Ours deducts a wrong choice like a right one counts, and weighs all right ones alike; what was
    weighed otherwise is lost, and said. Where a wrong choice takes everything, all or nothing is
    meant.
    """
    right = {place: weight for place, weight in enumerate(weights) if weight > 0}
    total = sum(right.values())
    if abs(total - WHOLE) > NEAR:
        raise CannotUse(
            _("The weights of the right options make %(total)g %%, not 100 %%.")
            % {"total": round(total, 2)}
        )
    share = WHOLE / len(right)
    wrong = [weight for place, weight in enumerate(weights) if place not in right]
    losses = []
    if any(abs(weight - share) > NEAR for weight in right.values()):
        losses.append(_("different weights of right options"))
    if wrong and all(abs(weight + WHOLE) < NEAR for weight in wrong):
        losses.append(_("part marks without a wrong option"))
        rule = MarkingRule.ALL_OR_NOTHING
    else:
        rule = MarkingRule.PARTIAL
        if any(abs(weight + share) > NEAR for weight in wrong):
            losses.append(_("another deduction for wrong options"))
    return Weighed(QuestionKind.MULTIPLE, rule, frozenset(right), tuple(losses))


def weights_of(draft: Draft) -> list[float]:
    """The percentages under which another system marks as nearly as it can what we mark."""
    right = sum(option.is_right for option in draft.options)
    share = WHOLE / right if right else 0.0
    if draft.kind == QuestionKind.SINGLE:
        deduction = 0.0
    else:
        deduction = share if draft.rule == MarkingRule.PARTIAL else WHOLE
    return [share if option.is_right else -deduction for option in draft.options]


def kind_is_not_there(name: str) -> str:
    """Why a question of a kind that we do not have is left out."""
    return _("Questions of the kind “%(name)s” cannot be taken yet.") % {"name": name}
