"""What is told of a unit and an indicator: never a rate without its n and its missing.

May a verdict be given (`Attainment.can_judge`)? When at least half of the roster was measured,
and, above a class, when there is a range: two measured classes or more. Otherwise pages show the
numbers with their n and the missing and say that it cannot be judged yet. Between one and four
people measured, no rate is given out at all.
"""

from dataclasses import dataclass
from decimal import Decimal

from insights.choices import Certainty, Silence
from plan.models import Indicator
from quizzes.choices import Purpose, Setting
from schools.models import Unit

SMALLEST_GROUP = 5
JUDGED_SHARE = Decimal("0.5")


@dataclass(frozen=True)
class Rate:
    """`count` of `of`, as `percent` with its range from `low` to `high`, and the `target`.

    All percentages are Decimals from 0 to 100. No range: None, and `certainty` says why.
    """

    count: int | None
    of: int | None
    percent: Decimal | None
    low: Decimal | None
    high: Decimal | None
    certainty: Certainty
    target: Decimal


@dataclass(frozen=True)
class EvidenceCount:
    """How many people's figures come from sittings of this purpose and setting."""

    purpose: Purpose
    setting: Setting
    people: int


@dataclass(frozen=True)
class Attainment:
    """One unit and one indicator.

    `awareness` counts right answers of answers given, `attained` people at the mastery rule of
    people measured. `roster` and `measured` are people; `classes` are those with pupils in the
    indicator's grades, `classes_measured` those of them in which somebody was measured.
    """

    unit: Unit
    indicator: Indicator
    roster: int
    measured: int
    classes: int
    classes_measured: int
    awareness: Rate
    attained: Rate
    evidence: tuple[EvidenceCount, ...]

    @property
    def not_measured(self) -> int:
        return self.roster - self.measured

    @property
    def is_hidden(self) -> bool:
        return 0 < self.measured < SMALLEST_GROUP

    @property
    def silence(self) -> Silence | None:
        """Why there are no figures, or None when there are."""
        if self.roster == 0:
            return Silence.NO_PUPILS
        if self.measured == 0:
            return Silence.NOT_MEASURED
        return Silence.TOO_FEW if self.is_hidden else None

    @property
    def can_judge(self) -> bool:
        """Whether a verdict may be given; the rule stands at the head of this file."""
        if self.silence or self.attained.certainty == Certainty.ONE_CLASS:
            return False
        return self.measured >= JUDGED_SHARE * self.roster
