"""Figures in a tree with a group above a school and a campus below it, exact."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.utils import timezone

from insights.attainment import attainments
from insights.domain.scores import drain_pending
from insights.queries import child_units
from plan.models import Goal
from schools.choices import Role, UnitKind
from schools.domain.classes import change_class
from schools.domain.units import add_unit, change_unit
from schools.models import Unit, User
from tests import factories as f
from tests.factories import NOW, TODAY
from tests.insights import factories as made

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Tree:
    """district → group → school → campus → first class; the second class at the school itself.

    The third class is another school's, below the district itself.
    """

    units: dict[str, Unit]
    goal: Goal


@pytest.fixture
def tree() -> Tree:
    district = f.make_district()
    school, lone = f.make_school(district), f.make_school(district, "s2", "第二小学")
    first, second = f.make_class(school), f.make_class(school, number=2)
    third = f.make_class(lone)
    goal = made.make_goal(made.make_plan(district))
    made.make_indicator(goal, min_questions=5)
    paper = made.make_paper(district, [["drowning"]] * 5)
    made.fill_class(first, paper, [[1] * 5] * 6, absent=1)
    made.fill_class(second, paper, [[1, 1, 1, 0, 0]] * 5, absent=2)
    made.fill_class(third, paper, [[1, 1, 1, 1, 0]] * 5, absent=3)
    drain_pending(now=NOW)
    officer = f.make_member(Role.SAFETY_OFFICER, school)
    # Everything was measured before the school joined a group and the class its campus.
    group = add_unit(
        parent=district, kind=UnitKind.GROUP, name="城东学区", code="", actor=None, now=NOW
    )
    change_unit(unit=school, values={}, to=group, actor=None, now=NOW)
    campus = add_unit(
        parent=school, kind=UnitKind.CAMPUS, name="东校区", code="", actor=None, now=NOW
    )
    change_class(class_unit=first, number=1, campus=campus, actor=officer, now=NOW)
    names = {
        "district": district,
        "group": group,
        "school": school,
        "lone": lone,
        "campus": campus,
        "first": first,
        "second": second,
        "third": third,
    }
    return Tree({name: Unit.objects.get(pk=unit.pk) for name, unit in names.items()}, goal)


def test_figures_of_every_unit_of_the_tree(tree: Tree) -> None:
    indicator = tree.goal.indicators.select_related("goal__plan__school_year").get()
    found = attainments(indicators=[indicator], units=list(tree.units.values()), now=NOW)
    figures = {
        name: (
            found[indicator.pk, unit.pk].roster,
            found[indicator.pk, unit.pk].measured,
            found[indicator.pk, unit.pk].awareness.count,
            found[indicator.pk, unit.pk].attained.count,
        )
        for name, unit in tree.units.items()
    }
    assert figures == {
        "first": (7, 6, 30, 6),
        "second": (7, 5, 15, 0),
        "third": (8, 5, 20, 5),
        "campus": (7, 6, 30, 6),
        "school": (14, 11, 45, 6),
        "group": (14, 11, 45, 6),
        "lone": (8, 5, 20, 5),
        "district": (22, 16, 65, 11),
    }


def test_what_stands_below_each(tree: Tree) -> None:
    u = tree.units
    below = {name: child_units(u[name], TODAY) for name in ("district", "group", "school")}
    assert below == {
        "district": [u["lone"], u["school"]],
        "group": [u["school"]],
        "school": [u["first"], u["second"]],
    }
    assert child_units(u["campus"], TODAY) == [u["first"]]


def read(user: User, goal: Goal, unit: Unit) -> list[tuple[str, int, int]]:
    client = Client()
    client.force_login(user)
    response = client.get(f"/plan/goals/{goal.pk}/?unit={unit.pk}")
    assert response.status_code == 200
    [report] = response.context["report"].reports
    return [
        (row.unit.code or str(row.unit), row.figure.measured, row.figure.roster)
        for row in report.rows
    ]


def test_the_goal_page_of_group_school_and_campus(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    u = tree.units
    officer = f.make_member(Role.BUREAU_OFFICER, u["group"])
    assert read(officer, tree.goal, u["group"]) == [("s1", 11, 14)]
    names = [unit.class_name_on(TODAY) for unit in (u["first"], u["second"])]
    assert read(officer, tree.goal, u["school"]) == [(names[0], 6, 7), (names[1], 5, 7)]
    assert read(officer, tree.goal, u["campus"]) == [(names[0], 6, 7)]
    client = Client()
    client.force_login(officer)
    for name in ("district", "lone", "third"):
        url = f"/plan/goals/{tree.goal.pk}/?unit={u[name].pk}"
        assert client.get(url).status_code == 404
    head_teacher = f.make_member(Role.HEAD_TEACHER, u["first"])
    client.force_login(head_teacher)
    assert client.get("/my/").status_code == 200
    assert client.get(f"/classes/{u['first'].pk}/").status_code == 200
    assert client.get("/plan/").status_code == 200
