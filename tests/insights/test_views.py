"""The plan page and the goal page: who sees what, and that it is told whole."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from insights.domain.scores import drain_pending
from plan.choices import Audience
from plan.models import Goal, Indicator, Plan
from quizzes.models import Paper
from schools.choices import Role
from schools.models import Unit, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.insights import factories as made


@dataclass(frozen=True)
class World:
    cast: Cast
    plan: Plan
    goal: Goal
    indicator: Indicator
    paper: Paper


@pytest.fixture(autouse=True)
def _english_now(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def world(cast: Cast) -> World:
    plan = made.make_plan(cast.district)
    goal = made.make_goal(plan)
    return World(
        cast=cast,
        plan=plan,
        goal=goal,
        indicator=made.make_indicator(goal, min_questions=5),
        paper=made.make_paper(cast.district, [["drowning"]] * 5),
    )


def fill(world: World, class_unit: Unit, *, absent: int = 0) -> None:
    """Eight with full marks and two with three of five."""
    made.fill_class(class_unit, world.paper, [[1] * 5] * 8 + [[1, 1, 1, 0, 0]] * 2, absent=absent)
    drain_pending(now=NOW)


def read(user: User, goal: Goal, unit: Unit | str | None = None) -> Any:
    client = Client()
    client.force_login(user)
    asked = unit.pk if isinstance(unit, Unit) else unit
    return client.get(f"/plan/goals/{goal.pk}/", {"unit": asked} if asked else {})


def rows(response: Any) -> list[str]:
    return [row.label for report in response.context["report"].reports for row in report.rows]


def trail(response: Any) -> list[str]:
    return [label for label, _url in response.context["trail"]]


def test_a_head_teacher_sees_the_class_only(world: World) -> None:
    fill(world, world.cast.class_unit)
    response = read(world.cast.head_teacher, world.goal)
    assert response.context["unit"] == world.cast.class_unit
    assert response.context["unit_name"] == "实验小学 Grade four class 1"
    assert rows(response) == []
    assert trail(response) == ["The plan", "G1 目标G1", "Grade four class 1"]
    # the two pupils of the cast were not measured
    figure = response.context["report"].reports[0].figure
    assert (figure.measured, figure.roster, figure.attained.count) == (10, 12, 8)
    page = response.content.decode()
    assert "46 / 50" in page
    assert "8 / 10" in page
    assert "10 of 12 people" in page
    assert "Class quiz, In class: 10 people" in page
    assert world.cast.pupil.name not in page


def test_a_school_officer_sees_the_school_and_its_classes(world: World) -> None:
    grade_three = f.make_class(world.cast.school, 2024)
    for class_unit in (world.cast.class_unit, world.cast.sibling_class, grade_three):
        fill(world, class_unit)
    response = read(world.cast.safety_officer, world.goal)
    assert response.context["unit"] == world.cast.school
    assert trail(response) == ["The plan", "G1 目标G1", "实验小学"]
    assert rows(response) == ["Grade three class 1", "Grade four class 1", "Grade four class 2"]
    inside = read(world.cast.safety_officer, world.goal, world.cast.class_unit)
    assert trail(inside) == ["The plan", "G1 目标G1", "实验小学", "Grade four class 1"]


def test_the_bureau_sees_district_school_and_class(world: World) -> None:
    for class_unit in (world.cast.class_unit, world.cast.sibling_class, world.cast.other_class):
        fill(world, class_unit, absent=1)
    response = read(world.cast.bureau, world.goal)
    assert response.context["unit"] == world.cast.district
    assert rows(response) == ["实验小学", "第二小学"]
    figure = response.context["report"].reports[0].figure
    assert (figure.measured, figure.roster, figure.classes) == (30, 36, 3)
    assert "Most likely" in response.content.decode()
    inside = read(world.cast.bureau, world.goal, world.cast.class_unit)
    assert trail(inside)[2:] == ["示范区教育局", "实验小学", "Grade four class 1"]


def test_schools_and_classes_that_the_indicator_passes_over_are_left_out(world: World) -> None:
    f.make_class(f.make_school(world.cast.district, "s4", "第四小学"), 2025)
    f.make_class(world.cast.school, 2025)
    assert rows(read(world.cast.bureau, world.goal)) == ["实验小学", "第二小学"]
    # a class without pupils is named, so that the roster gets mended
    labels = ["Grade four class 1", "Grade four class 2"]
    assert rows(read(world.cast.head, world.goal)) == labels


@pytest.mark.parametrize(
    ("user", "unit"),
    [
        ("head_teacher", "sibling_class"),
        ("head_teacher", "school"),
        ("head_teacher", "district"),
        ("head", "district"),
        ("head", "other_school"),
        ("head", "other_class"),
        ("bureau", "foreign_district"),
        ("bureau", "foreign_class"),
        ("teacher", "sibling_class"),
        ("teacher", "school"),
        ("it_teacher", "class_unit"),
        ("staff", "school"),
        ("auditor", "district"),
    ],
)
def test_units_of_others_are_not_found(world: World, user: str, unit: str) -> None:
    response = read(getattr(world.cast, user), world.goal, getattr(world.cast, unit))
    assert response.status_code == 404


@pytest.mark.parametrize("name", ["foreign_bureau", "foreign_head_teacher", "pupil", "parent"])
def test_goals_of_others_are_not_found(world: World, name: str) -> None:
    assert read(getattr(world.cast, name), world.goal).status_code == 404


@pytest.mark.parametrize("unit", ["0", "x", "-1", "9" * 18, "9" * 5000, "１２"])
def test_a_unit_that_is_none_is_not_found(world: World, unit: str) -> None:
    assert read(world.cast.bureau, world.goal, unit).status_code == 404


def test_a_goal_that_is_none_is_not_found(world: World) -> None:
    client = Client()
    client.force_login(world.cast.bureau)
    assert client.get(f"/plan/goals/{world.goal.pk + 99}/").status_code == 404


def test_a_post_without_figures_reads_the_plan_without_figures(world: World) -> None:
    auditor = f.make_member(Role.AUDITOR, world.cast.district)
    client = Client()
    client.force_login(auditor)
    page = client.get("/plan/").content.decode()
    assert world.goal.text in page
    assert "data-table" not in page.split("<main")[1]
    assert read(auditor, world.goal).status_code == 404


@pytest.mark.parametrize("url", ["/plan/", "/plan/goals/{goal}/"])
def test_strangers_are_asked_to_sign_in(world: World, url: str) -> None:
    response = Client().get(url.format(goal=world.goal.pk))
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=/plan/")


@pytest.mark.parametrize("name", ["pupil", "parent"])
def test_the_plan_page_is_for_people_with_a_post(world: World, name: str) -> None:
    client = Client()
    client.force_login(getattr(world.cast, name))
    assert client.get("/plan/").status_code == 404


def test_the_plan_page_shows_the_viewers_highest_units(world: World) -> None:
    fill(world, world.cast.class_unit)
    teacher = f.make_member(Role.TEACHER, world.cast.class_unit)
    teacher.memberships.create(role=Role.TEACHER, unit=world.cast.other_class)
    client = Client()
    client.force_login(teacher)
    response = client.get("/plan/")
    report = response.context["sections"][0]["goals"][0].reports[0]
    labels = ["实验小学 Grade four class 1", "第二小学 Grade four class 1"]
    assert [row.label for row in report.rows] == labels
    assert [row.figure.measured for row in report.rows] == [10, 0]
    page = response.content.decode()
    assert f"/plan/goals/{world.goal.pk}/?unit={world.cast.class_unit.pk}" in page
    assert "10 / 12" in page


def test_goals_without_quizzes_say_how_they_are_measured(world: World) -> None:
    made.make_goal(world.plan, "G6")
    teachers = made.make_goal(world.plan, "G2")
    made.make_indicator(teachers, title="教职工隐患排查", audience=Audience.TEACHERS)
    client = Client()
    client.force_login(world.cast.bureau)
    page = client.get("/plan/").content.decode()
    assert page.count("This goal is measured by work records, not by quizzes.") == 1
    assert "教职工隐患排查 (Teachers): not measured by class quizzes yet." in page
    assert "not measured by class quizzes yet" in read(world.cast.head, teachers).content.decode()


def test_a_district_without_a_plan_is_told_so(cast: Cast) -> None:
    made.make_plan(cast.district, 2025)
    client = Client()
    client.force_login(cast.head)
    assert "There is no plan for this school year yet" in client.get("/plan/").content.decode()


@pytest.mark.parametrize(
    ("results", "absent", "sentence"),
    [
        ([], 0, "Nobody has been measured yet"),
        ([[1] * 5] * 4, 0, "Fewer than five people measured; figures not shown"),
        ([[1] * 5] * 5, 9, "Fewer than half of the people on the roster were measured."),
    ],
)
def test_a_class_is_told_what_is_missing(
    world: World, results: list[list[float | None]], absent: int, sentence: str
) -> None:
    made.fill_class(world.cast.class_unit, world.paper, results, absent=absent)
    drain_pending(now=NOW)
    page = read(world.cast.head_teacher, world.goal).content.decode()
    assert sentence in page
    assert "Target reached" not in page


def test_a_class_without_pupils_is_told_so(world: World) -> None:
    page = read(world.cast.sibling_head_teacher, world.goal).content.decode()
    assert "There are no pupils of these grades on the roster" in page


def test_a_school_with_one_class_measured_is_told_so(world: World) -> None:
    fill(world, world.cast.class_unit)
    f.make_pupil(world.cast.sibling_class)
    page = read(world.cast.head, world.goal).content.decode()
    assert "Only one class was measured, so no range can be given." in page
    assert "Cannot be judged yet" in page


def test_an_indicator_without_topics_is_told_so(world: World) -> None:
    world.indicator.topics.clear()
    page = read(world.cast.head, world.goal).content.decode()
    assert "This indicator has no topics yet, so no question counts for it." in page


@pytest.mark.parametrize("page", ["plan", "goal"])
def test_pages_cost_the_same_for_one_class_and_for_three(world: World, page: str) -> None:
    client = Client()
    client.force_login(world.cast.bureau)
    url = (
        "/plan/" if page == "plan" else f"/plan/goals/{world.goal.pk}/?unit={world.cast.school.pk}"
    )
    fill(world, world.cast.class_unit)
    counted = []
    for start in (5, 8):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counted.append(len(queries))
        for number in (start, start + 1):
            fill(world, f.make_class(world.cast.school, number=number))
        made.make_indicator(world.goal)
    assert counted[0] == counted[1]
