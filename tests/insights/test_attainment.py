"""Figures of units, exact, from facts written by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insights.attainment import attainment, attainments
from insights.choices import Certainty, Silence
from insights.domain.scores import drain_pending
from insights.figures import Attainment, EvidenceCount, Rate
from plan.choices import Audience, Evidence
from plan.models import Goal, Indicator
from quizzes.choices import Purpose, Setting
from quizzes.models import Paper
from schools.models import ClassMembership, Unit
from tests import factories as f
from tests.factories import NOW, TODAY
from tests.insights import factories as made

pytestmark = pytest.mark.django_db

ALL, MOST, HALF, NONE = [1, 1, 1, 1, 1], [1, 1, 1, 1, 0], [1, 1, 1, 0, None], [None] * 5


@dataclass(frozen=True)
class World:
    district: Unit
    school: Unit
    class_unit: Unit
    goal: Goal
    indicator: Indicator
    paper: Paper


@pytest.fixture
def world() -> World:
    district = f.make_district()
    school = f.make_school(district)
    goal = made.make_goal(made.make_plan(district))
    return World(
        district=district,
        school=school,
        class_unit=f.make_class(school),
        goal=goal,
        indicator=made.make_indicator(goal, min_questions=5),
        paper=made.make_paper(district, [["drowning"]] * 5),
    )


def measure(indicator: Indicator, unit: Unit, now: datetime = NOW) -> Attainment:
    drain_pending(now=now)
    return attainment(indicator=indicator, unit=Unit.objects.get(pk=unit.pk), now=now)


def test_a_class_is_counted(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL, MOST, MOST, HALF, HALF], absent=3)
    found = measure(world.indicator, world.class_unit)
    assert (found.roster, found.measured, found.not_measured) == (8, 5, 3)
    assert (found.classes, found.classes_measured) == (1, 1)
    # right: 5 + 4 + 4 + 3 + 3; answered: 5 + 5 + 5 + 4 + 4
    assert found.awareness == Rate(
        count=19,
        of=23,
        percent=Decimal(1900) / 23,
        low=None,
        high=None,
        certainty=Certainty.COUNT,
        target=Decimal(90),
    )
    # four of five questions are 80 %, three are 60 %
    assert found.attained == Rate(
        count=3,
        of=5,
        percent=Decimal(60),
        low=None,
        high=None,
        certainty=Certainty.COUNT,
        target=Decimal(80),
    )
    assert found.evidence == (EvidenceCount(Purpose.PRACTICE, Setting.IN_CLASS, 5),)
    assert found.silence is None
    assert found.can_judge


def test_a_pupil_who_answered_nothing_is_not_measured(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * 5 + [NONE])
    found = measure(world.indicator, world.class_unit)
    assert (found.measured, found.not_measured) == (5, found.roster - 5)
    assert (found.attained.count, found.attained.of) == (5, 5)


def test_a_school_has_a_range(world: World) -> None:
    sibling, empty = f.make_class(world.school, number=2), f.make_class(world.school, number=3)
    f.make_class(world.school, number=4)
    made.fill_class(world.class_unit, world.paper, [ALL] * 8 + [HALF] * 2)
    made.fill_class(sibling, world.paper, [ALL] * 6 + [HALF] * 4)
    made.fill_class(empty, world.paper, [], absent=10)
    found = measure(world.indicator, world.school)
    assert (found.roster, found.measured, found.not_measured) == (30, 20, 10)
    assert (found.classes, found.classes_measured) == (3, 2)
    assert (found.attained.count, found.attained.of) == (14, 20)
    assert found.attained.percent == 70
    # e = 1, -1; v = (1 - 2/3)/2 * 2 / 10^2 = 1/300; t(1) * sqrt(v) = 0.73 is wider than what
    # ten people can still change: 14/30 to 24/30.
    assert (found.attained.low, found.attained.high) == (Decimal("46.67"), Decimal("80.00"))
    assert found.attained.certainty == Certainty.INTERVAL
    assert found.awareness.certainty == Certainty.INTERVAL
    assert found.can_judge


def test_a_school_measured_in_full_is_a_census(world: World) -> None:
    sibling = f.make_class(world.school, number=2)
    made.fill_class(world.class_unit, world.paper, [ALL] * 3)
    made.fill_class(sibling, world.paper, [ALL, HALF])
    found = measure(world.indicator, world.school)
    assert found.attained.certainty == Certainty.CENSUS
    assert (found.attained.percent, found.attained.low, found.attained.high) == (80, None, None)


def test_one_class_of_two_is_not_judged(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * 9)
    f.make_pupil(f.make_class(world.school, number=2))
    found = measure(world.indicator, world.school)
    assert found.attained.certainty == Certainty.ONE_CLASS
    assert (found.attained.percent, found.attained.low) == (100, None)
    assert not found.can_judge


def test_less_than_half_measured_is_shown_and_not_judged(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * 5, absent=6)
    found = measure(world.indicator, world.class_unit)
    assert found.attained.percent == 100
    assert not found.can_judge


def test_half_measured_is_judged(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * 5, absent=5)
    assert measure(world.indicator, world.class_unit).can_judge


@pytest.mark.parametrize("number", [1, 4])
def test_fewer_than_five_measured_are_hidden(world: World, number: int) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * number, absent=1)
    found = measure(world.indicator, world.class_unit)
    assert found.is_hidden
    assert found.silence == Silence.TOO_FEW
    assert (found.measured, found.not_measured) == (number, 1)
    for rate in (found.awareness, found.attained):
        assert (rate.count, rate.of, rate.percent, rate.low, rate.high) == (None,) * 5
    assert not found.can_judge


def test_nobody_measured(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [], absent=2)
    found = measure(world.indicator, world.class_unit)
    assert found.silence == Silence.NOT_MEASURED
    assert (found.roster, found.not_measured, found.evidence) == (2, 2, ())
    assert not found.is_hidden
    assert not found.can_judge


@pytest.mark.parametrize("place", ["class_unit", "school", "district"])
def test_a_unit_without_pupils(world: World, place: str) -> None:
    found = measure(world.indicator, getattr(world, place))
    assert found.silence == Silence.NO_PUPILS
    assert (found.roster, found.classes, found.attained.percent) == (0, 0, None)


def test_an_indicator_without_topics_measures_nobody(world: World) -> None:
    indicator = made.make_indicator(world.goal, [])
    made.fill_class(world.class_unit, world.paper, [ALL] * 5)
    assert measure(indicator, world.class_unit).silence == Silence.NOT_MEASURED


def test_the_latest_attempt_counts(world: World) -> None:
    pupils = made.fill_class(world.class_unit, world.paper, [ALL] * 5)
    later, earlier = NOW + timedelta(days=1), NOW - timedelta(days=1)
    made.give(world.paper, world.class_unit, pupils[0], HALF, closed_at=later)
    made.give(world.paper, world.class_unit, pupils[1], HALF, closed_at=earlier)
    found = measure(world.indicator, world.class_unit)
    assert (found.attained.count, found.attained.of) == (4, 5)


def test_a_later_short_quiz_does_not_take_the_place_of_a_full_one(world: World) -> None:
    pupils = made.fill_class(world.class_unit, world.paper, [ALL] * 5)
    short = made.make_paper(world.district, [["drowning"]] * 4)
    made.give(short, world.class_unit, pupils[0], [0] * 4, closed_at=NOW + timedelta(days=1))
    assert measure(world.indicator, world.class_unit).attained.count == 5


def test_what_was_asked_before_the_lesson_is_no_evidence(world: World) -> None:
    pupils = made.fill_class(world.class_unit, world.paper, [ALL] * 5, absent=1)
    tomorrow = NOW + timedelta(days=1)
    for pupil in pupils:
        made.give(
            world.paper,
            world.class_unit,
            pupil,
            NONE,
            purpose=Purpose.BEFORE,
            closed_at=tomorrow,
        )
    found = measure(world.indicator, world.class_unit)
    assert (found.measured, found.attained.count) == (5, 5)


@pytest.mark.parametrize(
    ("evidence", "measured"),
    [(Evidence.IN_CLASS, 5), (Evidence.AT_HOME, 6), (Evidence.ANY, 11)],
)
def test_the_setting_decides_what_is_evidence(
    world: World, evidence: Evidence, measured: int
) -> None:
    indicator = made.make_indicator(world.goal, evidence=evidence)
    made.fill_class(world.class_unit, world.paper, [ALL] * 5)
    for _each in range(6):
        pupil = f.make_pupil(world.class_unit)
        made.give(world.paper, world.class_unit, pupil, ALL, setting=Setting.AT_HOME)
    found = measure(indicator, world.class_unit)
    assert found.measured == measured
    assert sum(each.people for each in found.evidence) == measured


def test_last_years_quizzes_are_no_evidence(world: World) -> None:
    last_year = made.make_indicator(made.make_goal(made.make_plan(world.district, 2025)))
    pupils = [f.make_pupil(world.class_unit, starts_date=date(2025, 9, 1)) for _each in range(5)]
    for pupil in pupils:
        in_june = datetime(2026, 6, 1, 2, tzinfo=UTC)
        made.give(world.paper, world.class_unit, pupil, ALL, closed_at=in_june)
    assert measure(world.indicator, world.class_unit).measured == 0
    assert measure(last_year, world.class_unit).measured == 5


def test_a_pupil_who_moved_counts_once_in_the_new_class(world: World) -> None:
    sibling = f.make_class(world.school, number=2)
    pupils = made.fill_class(world.class_unit, world.paper, [ALL] * 6)
    made.fill_class(sibling, world.paper, [HALF] * 5)
    moved = ClassMembership.objects.filter(student=pupils[0])
    moved.update(ends_date=TODAY)
    ClassMembership.objects.create(student=pupils[0], class_unit=sibling, starts_date=TODAY)
    old, new = measure(world.indicator, world.class_unit), measure(world.indicator, sibling)
    assert (old.roster, old.measured, old.attained.count) == (5, 5, 5)
    assert (new.roster, new.measured, new.attained.count) == (6, 6, 1)
    both = measure(world.indicator, world.school)
    assert (both.roster, both.measured, both.attained.count) == (11, 11, 6)


def test_a_pupil_in_two_classes_counts_in_the_one_that_began_last(world: World) -> None:
    other = f.make_class(f.make_school(world.district, "s2", "第二小学"))
    pupils = made.fill_class(world.class_unit, world.paper, [ALL] * 6)
    made.fill_class(other, world.paper, [ALL] * 5)
    later = date(2026, 10, 8)
    ClassMembership.objects.create(student=pupils[0], class_unit=other, starts_date=later)
    assert measure(world.indicator, world.class_unit).roster == 5
    assert measure(world.indicator, other).roster == 6
    assert measure(world.indicator, world.district).roster == 11


def test_a_pupil_who_left_counts_nowhere(world: World) -> None:
    pupils = made.fill_class(world.class_unit, world.paper, [ALL] * 6)
    ClassMembership.objects.filter(student=pupils[0]).update(ends_date=TODAY)
    found = measure(world.indicator, world.class_unit)
    assert (found.roster, found.measured) == (5, 5)


def test_only_classes_in_the_indicators_grades_that_have_not_left_count(world: World) -> None:
    grade_two, grade_seven = f.make_class(world.school, 2025), f.make_class(world.school, 2020)
    for class_unit in (world.class_unit, grade_two, grade_seven):
        f.make_pupil(class_unit)
    found = measure(world.indicator, world.school)
    assert (found.roster, found.classes) == (1, 1)


def test_before_and_after_the_school_year_its_nearest_day_is_taken(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * 5)
    for now in (datetime(2026, 7, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)):
        assert measure(world.indicator, world.class_unit, now).roster == 5


def test_another_districts_pupils_are_not_ours(world: World) -> None:
    foreign_class = f.make_class(f.make_school(f.make_district("d2", "邻区"), "s9"))
    made.fill_class(foreign_class, world.paper, [ALL] * 5)
    assert measure(world.indicator, world.district).roster == 0


def test_only_pupils_indicators_of_one_plan(world: World) -> None:
    teachers = made.make_indicator(world.goal, audience=Audience.TEACHERS)
    with pytest.raises(ValueError, match="pupils"):
        attainment(indicator=teachers, unit=world.school, now=NOW)
    other = made.make_indicator(made.make_goal(made.make_plan(world.district, 2027)))
    with pytest.raises(ValueError, match="several plans"):
        attainments(indicators=[world.indicator, other], units=[world.school], now=NOW)
    assert attainments(indicators=[], units=[world.school], now=NOW) == {}


def test_many_units_cost_no_more_queries_than_one(world: World) -> None:
    made.fill_class(world.class_unit, world.paper, [ALL] * 2)
    counted = []
    for number in (2, 3):
        units = list(Unit.objects.all())
        drain_pending(now=NOW)
        indicators = list(Indicator.objects.select_related("goal__plan__school_year"))
        with CaptureQueriesContext(connection) as queries:
            attainments(indicators=indicators, units=units, now=NOW)
        counted.append(len(queries))
        made.fill_class(f.make_class(world.school, number=number), world.paper, [ALL] * 2)
        made.make_indicator(world.goal)
    assert counted == [3, 3]
