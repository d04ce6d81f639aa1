"""What is known of each person: the latest attempt that counts for an indicator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from insights.models import IndicatorScore
from insights.roster import people_below, roster_day
from plan.choices import Evidence
from plan.models import Indicator
from quizzes.choices import Purpose, Setting
from schools.models import SchoolYear, Unit

SETTINGS = {
    Evidence.IN_CLASS: [Setting.IN_CLASS],
    Evidence.AT_HOME: [Setting.AT_HOME],
    Evidence.ANY: [Setting.IN_CLASS, Setting.AT_HOME, Setting.ON_PAPER],
}


@dataclass(frozen=True)
class Reading:
    """One person's latest counting attempt at an indicator's questions."""

    indicator_id: int
    person_id: int
    purpose: str
    setting: str
    answered: int
    right: int
    earned: Decimal
    possible: Decimal

    def attains(self, mastery: Decimal) -> bool:
        """Whether the share of marks reaches `mastery` percent."""
        return self.earned * 100 >= mastery * self.possible


def span_of(year: SchoolYear) -> tuple[datetime, datetime]:
    """A school year as moments: its first midnight, and the midnight after its last day."""
    first = datetime.combine(year.starts_date, time.min)
    after = datetime.combine(year.ends_date + timedelta(days=1), time.min)
    return timezone.make_aware(first), timezone.make_aware(after)


def counts_for(indicator: Indicator) -> Q:
    """Which scores are evidence: of the year, in the right setting, with enough questions.

    An attempt without a single answer is none: who only came in was not measured.
    """
    starts_at, ends_at = span_of(indicator.goal.plan.school_year)
    return Q(
        indicator=indicator,
        setting__in=SETTINGS[Evidence(indicator.evidence)],
        asked__gte=indicator.min_questions,
        answered__gt=0,
        closed_at__gte=starts_at,
        closed_at__lt=ends_at,
    )


def latest_readings(
    indicators: Sequence[Indicator], units: Iterable[Unit], now: datetime
) -> list[Reading]:
    """One reading for each (indicator, person) of the units' classes on `now`'s roster day.

    What was asked before a lesson is left out: it tells where a class began. One query.
    """
    if not indicators:
        return []
    counting = Q(pk__in=[])
    for indicator in indicators:
        counting |= counts_for(indicator)
    day = roster_day(indicators[0].goal.plan.school_year, now)
    place = Window(
        RowNumber(),
        partition_by=[F("indicator_id"), F("person_id")],
        order_by=[F("closed_at").desc(), F("attempt_id").desc()],
    )
    scores = (
        IndicatorScore.objects.filter(counting, person__in=people_below(units, day))
        .exclude(purpose=Purpose.BEFORE)
        .annotate(place=place)
        .filter(place=1)
    )
    rows = scores.values_list(
        "indicator_id",
        "person_id",
        "purpose",
        "setting",
        "answered",
        "right",
        "earned",
        "possible",
    )
    return [Reading(*row) for row in rows]
