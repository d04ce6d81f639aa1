"""The writer: from marks to indicator scores."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from insights.domain.scores import drain_pending, recompute_scores
from insights.models import IndicatorScore
from plan.choices import Audience
from quizzes.choices import Purpose, Setting
from quizzes.models import Attempt, Pending
from schools.models import Unit, User
from tests import factories as f
from tests.factories import NOW
from tests.insights import factories as made

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Unit:
    return f.make_district()


@pytest.fixture
def class_unit(district: Unit) -> Unit:
    return f.make_class(f.make_school(district))


@pytest.fixture
def pupil(class_unit: Unit) -> User:
    return f.make_pupil(class_unit)


def contents() -> list[tuple[object, ...]]:
    """Every score without its id."""
    names = [field.attname for field in IndicatorScore._meta.concrete_fields if field.name != "id"]
    return sorted(IndicatorScore.objects.values_list(*names), key=str)


def test_drain_counts_questions_and_sums_points(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    indicator = made.make_indicator(made.make_goal(made.make_plan(district)))
    paper = made.make_paper(district, [["drowning"]] * 4 + [["fire"]], points="2.50")
    attempt = made.give(paper, class_unit, pupil, [1, 0.3332, None, 0, 1])

    assert drain_pending(now=NOW) == 1

    score = IndicatorScore.objects.get()
    assert (score.attempt_id, score.indicator_id) == (attempt.pk, indicator.pk)
    assert (score.person_id, score.class_unit_id) == (pupil.pk, class_unit.pk)
    assert (score.purpose, score.setting) == (Purpose.PRACTICE, Setting.IN_CLASS)
    assert score.closed_at == NOW
    assert (score.asked, score.answered, score.right) == (4, 3, 1)
    assert (score.earned, score.possible) == (Decimal("3.3330"), Decimal("10.00"))
    assert not Pending.objects.exists()


def test_drain_counts_a_question_of_two_matching_topics_once(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    made.make_indicator(made.make_goal(made.make_plan(district)), ["drowning", "help-first-aid"])
    paper = made.make_paper(district, [["drowning", "help-first-aid"], ["help-first-aid"]])
    made.give(paper, class_unit, pupil, [1, 1])
    drain_pending(now=NOW)
    assert IndicatorScore.objects.get().asked == 2


def test_drain_scores_each_indicator_that_has_a_question(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    goal = made.make_goal(made.make_plan(district))
    water, fire = made.make_indicator(goal), made.make_indicator(goal, ["fire"])
    made.make_indicator(goal, ["fraud"])
    made.make_indicator(goal, [])
    made.give(made.make_paper(district, [["drowning"], ["fire"]]), class_unit, pupil, [1, 0])
    drain_pending(now=NOW)
    found = IndicatorScore.objects.values_list("indicator_id", "right")
    assert set(found) == {(water.pk, 1), (fire.pk, 0)}


@pytest.mark.parametrize(
    "fields",
    [
        {"grade_min": 5},
        {"grade_max": 3},
        {"audience": Audience.TEACHERS},
        {"audience": Audience.PARENTS},
    ],
)
def test_drain_passes_over_indicators_that_do_not_apply(
    district: Unit, class_unit: Unit, pupil: User, fields: dict[str, object]
) -> None:
    made.make_indicator(made.make_goal(made.make_plan(district)), **fields)
    made.give(made.make_paper(district, [["drowning"]] * 2), class_unit, pupil, [1, 1])
    assert drain_pending(now=NOW) == 1
    assert not IndicatorScore.objects.exists()


def test_drain_takes_the_plan_of_the_district_and_of_the_closing_day(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    this_year = made.make_indicator(made.make_goal(made.make_plan(district)))
    last_year = made.make_indicator(made.make_goal(made.make_plan(district, 2025)))
    foreign = f.make_district("d2", "邻区")
    made.make_indicator(made.make_goal(made.make_plan(foreign)))
    paper = made.make_paper(district, [["drowning"]] * 2)
    # 31 August 23:59 and 1 September 00:00 in Shanghai: the class goes from grade three to four.
    before = made.give(
        paper, class_unit, pupil, [1, 1], closed_at=datetime(2026, 8, 31, 15, 59, tzinfo=UTC)
    )
    after = made.give(
        paper, class_unit, pupil, [1, 1], closed_at=datetime(2026, 8, 31, 16, 0, tzinfo=UTC)
    )
    drain_pending(now=NOW)
    found = IndicatorScore.objects.values_list("attempt_id", "indicator_id")
    assert set(found) == {(before.pk, last_year.pk), (after.pk, this_year.pk)}


def test_drain_without_a_plan_takes_the_rows_off_the_list(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    made.give(made.make_paper(district, [["drowning"]]), class_unit, pupil, [1])
    assert drain_pending(now=NOW) == 1
    assert not IndicatorScore.objects.exists()
    assert drain_pending(now=NOW) == 0


def test_drain_replaces_the_scores_when_an_attempt_is_marked_again(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    made.make_indicator(made.make_goal(made.make_plan(district)))
    paper = made.make_paper(district, [["drowning"]] * 2)
    attempt = made.give(paper, class_unit, pupil, [1, 0])
    drain_pending(now=NOW)
    made.mark(attempt, [1, 1], number=2)
    drain_pending(now=NOW)
    assert [score.right for score in IndicatorScore.objects.all()] == [2]


def test_drain_goes_by_id_and_stops_at_its_limit(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    made.make_indicator(made.make_goal(made.make_plan(district)))
    paper = made.make_paper(district, [["drowning"]])
    attempts = [made.give(paper, class_unit, pupil, [1]) for _each in range(3)]
    assert drain_pending(now=NOW, limit=2) == 2
    scored = set(IndicatorScore.objects.values_list("attempt_id", flat=True))
    assert scored == {attempts[0].pk, attempts[1].pk}
    assert [each.attempt_id for each in Pending.objects.all()] == [attempts[2].pk]
    assert drain_pending(now=NOW, limit=2) == 1


def test_drain_leaves_a_row_that_arrives_while_it_works(
    district: Unit, class_unit: Unit, pupil: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = made.give(made.make_paper(district, [["drowning"]]), class_unit, pupil, [1])
    late = []

    def arrive(attempt_ids: set[object]) -> int:
        late.append(Pending.objects.create(attempt=attempt, created_at=NOW).pk)
        return 0

    monkeypatch.setattr("insights.domain.scores.rewrite_scores", arrive)
    assert drain_pending(now=NOW) == 1
    assert list(Pending.objects.values_list("pk", flat=True)) == late


def test_drain_passes_over_an_attempt_that_is_open_again(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    made.make_indicator(made.make_goal(made.make_plan(district)))
    attempt = made.give(made.make_paper(district, [["drowning"]]), class_unit, pupil, [1])
    drain_pending(now=NOW)
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=None, receipt="")
    Pending.objects.create(attempt=attempt, created_at=NOW)
    drain_pending(now=NOW)
    assert not IndicatorScore.objects.exists()


def test_drain_asks_as_much_for_one_attempt_as_for_ten(district: Unit, class_unit: Unit) -> None:
    goal = made.make_goal(made.make_plan(district))
    made.make_indicator(goal)
    made.make_indicator(goal, ["fire"])
    paper = made.make_paper(district, [["drowning"], ["fire"], ["drowning", "fire"]])
    counted = []
    for number in (1, 10):
        for _each in range(number):
            made.give(paper, class_unit, f.make_pupil(class_unit), [1, 0, None])
        with CaptureQueriesContext(connection) as queries:
            assert drain_pending(now=NOW) == number
        counted.append(len(queries))
    assert counted[0] == counted[1]
    assert IndicatorScore.objects.count() == 22


def test_an_idle_drain_only_looks() -> None:
    with CaptureQueriesContext(connection) as queries:
        assert drain_pending(now=NOW) == 0
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_recompute_gives_the_rows_that_draining_gave(district: Unit) -> None:
    school = f.make_school(district)
    goal = made.make_goal(made.make_plan(district))
    made.make_indicator(goal)
    made.make_indicator(goal, ["fire"], grade_min=4)
    paper = made.make_paper(district, [["drowning"], ["fire"], ["drowning", "fire"]], points="1.5")
    for entry_year in (2023, 2024):
        results = [[1, 0, None], [0.5, 0.3333, 1], [None, None, None]]
        made.fill_class(f.make_class(school, entry_year), paper, results)
    made.mark(Attempt.objects.order_by("pk")[0], [1, 1, 1], number=2)
    while drain_pending(now=NOW, limit=3):
        pass
    drained = contents()
    assert len(drained) == 9

    IndicatorScore.objects.filter(right=0).delete()
    IndicatorScore.objects.update(earned=0, right=0)
    assert recompute_scores(now=NOW, batch=2) == 9
    assert contents() == drained


def test_recompute_drops_scores_that_the_facts_no_longer_give(
    district: Unit, class_unit: Unit, pupil: User
) -> None:
    indicator = made.make_indicator(made.make_goal(made.make_plan(district)))
    made.give(made.make_paper(district, [["drowning"]]), class_unit, pupil, [1])
    drain_pending(now=NOW)
    indicator.topics.clear()
    call_command("recompute_scores")
    assert not IndicatorScore.objects.exists()
