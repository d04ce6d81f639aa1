"""How far units are from an indicator's targets; `insights.figures` says what is told and when."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from insights.choices import Certainty
from insights.estimation import Cluster, Estimate, ratio_interval
from insights.evidence import Reading, latest_readings
from insights.figures import SMALLEST_GROUP, Attainment, EvidenceCount, Rate
from insights.roster import Roster, read_roster, roster_day
from plan.choices import Audience
from plan.models import Indicator
from quizzes.choices import Purpose, Setting
from schools.models import Unit

CENT = Decimal("0.01")


@dataclass(frozen=True)
class _ClassTally:
    path: str
    roster: int
    awareness: Cluster
    attained: Cluster
    evidence: Counter[tuple[str, str]]


def attainment(*, indicator: Indicator, unit: Unit, now: datetime) -> Attainment:
    """One indicator of one unit; see `attainments`."""
    return attainments(indicators=[indicator], units=[unit], now=now)[indicator.pk, unit.pk]


def attainments(
    *, indicators: Sequence[Indicator], units: Sequence[Unit], now: datetime
) -> dict[tuple[int, int], Attainment]:
    """By (indicator id, unit id); three queries however many units and classes.

    The indicators are of one plan and its pupils (ValueError otherwise), with their
    `goal.plan.school_year` at hand. A person counts once, in the class of `roster_day`.
    """
    if not indicators or not units:
        return {}
    if {i.audience for i in indicators} != {Audience.STUDENTS}:
        raise ValueError("only pupils have a roster of classes")
    if len({i.goal.plan_id for i in indicators}) > 1:
        raise ValueError("indicators of several plans have several school years")
    roster = read_roster(units, roster_day(indicators[0].goal.plan.school_year, now))
    readings: dict[int, list[Reading]] = {indicator.pk: [] for indicator in indicators}
    for reading in latest_readings(indicators, units, now):
        readings[reading.indicator_id].append(reading)
    found = {}
    for indicator in indicators:
        tallies = _tally(indicator, roster, readings[indicator.pk])
        for unit in units:
            inside = [each for each in tallies if each.path.startswith(unit.path)]
            found[indicator.pk, unit.pk] = _sum_up(indicator, unit, inside)
    return found


def _tally(indicator: Indicator, roster: Roster, readings: Iterable[Reading]) -> list[_ClassTally]:
    """The classes with pupils in the indicator's grades, each with its people's readings."""
    sizes = Counter(roster.class_of.values())
    by_class: dict[int, list[Reading]] = {}
    for reading in readings:
        class_id = roster.class_of.get(reading.person_id)
        if class_id is not None:
            by_class.setdefault(class_id, []).append(reading)
    tallies = []
    for each in roster.classes_for(indicator):
        found, size = by_class.get(each.pk, []), sizes[each.pk]
        if size:
            attained = [(int(r.attains(indicator.mastery)), 1) for r in found]
            tallies.append(
                _ClassTally(
                    path=each.path,
                    roster=size,
                    awareness=Cluster.of([(r.right, r.answered) for r in found], roster=size),
                    attained=Cluster.of(attained, roster=size),
                    evidence=Counter((r.purpose, r.setting) for r in found),
                )
            )
    return tallies


def _sum_up(indicator: Indicator, unit: Unit, classes: Sequence[_ClassTally]) -> Attainment:
    given = [each for each in classes if each.attained.measured]
    people, measured = sum(c.roster for c in classes), sum(c.attained.measured for c in given)
    shown = given if measured >= SMALLEST_GROUP else []
    evidence: Counter[tuple[str, str]] = sum((c.evidence for c in given), Counter())

    def rate(clusters: list[Cluster], target: Decimal) -> Rate:
        estimate = ratio_interval(clusters, total_clusters=len(classes), total_people=people)
        return _rate(clusters, estimate, target)

    return Attainment(
        unit=unit,
        indicator=indicator,
        roster=people,
        measured=measured,
        classes=len(classes),
        classes_measured=len(given),
        awareness=rate([c.awareness for c in shown], indicator.awareness_target),
        attained=rate([c.attained for c in shown], indicator.attainment_target),
        evidence=tuple(
            EvidenceCount(Purpose(purpose), Setting(setting), count)
            for (purpose, setting), count in sorted(evidence.items())
        ),
    )


def _rate(clusters: Sequence[Cluster], estimate: Estimate, target: Decimal) -> Rate:
    """The counts as they are, and the percentage from them, not from a rounded float."""
    count, of = sum(c.hits for c in clusters), sum(c.trials for c in clusters)
    has_range = estimate.certainty in (Certainty.INTERVAL, Certainty.BOUNDS)
    return Rate(
        count=count if clusters else None,
        of=of if clusters else None,
        percent=Decimal(100 * count) / of if of else None,
        low=_percent(estimate.low) if has_range else None,
        high=_percent(estimate.high) if has_range else None,
        certainty=estimate.certainty,
        target=target,
    )


def _percent(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(100 * share).quantize(CENT)
