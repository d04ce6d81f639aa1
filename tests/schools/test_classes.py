"""A school's classes on screen: named as of today, numbered by hand, on one campus or another."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone, translation

from schools.choices import Role, RosterChangeKind, Stage, UnitKind
from schools.domain.roster.undo import undo_change
from schools.domain.units import add_unit
from schools.models import AuditEntry, ClassMembership, RosterChange, Unit
from schools.permissions import classes_to_teach
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.roster_rows import bring, read


@pytest.fixture(autouse=True)
def _english_now(monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[None]:
    settings.LANGUAGE_CODE = "en"
    settings.LANGUAGES = [("en", "English")]
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    with translation.override("en"):
        yield


@pytest.fixture
def office(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.safety_officer)
    return client


@pytest.fixture
def campus(cast: Cast) -> Unit:
    return add_unit(
        parent=cast.school, kind=UnitKind.CAMPUS, name="东校区", code="", actor=None, now=NOW
    )


def fresh(unit: Unit) -> Unit:
    return Unit.objects.get(pk=unit.pk)


def listed(client: Client, cast: Cast, query: str = "") -> list[tuple[str, str, int, bool]]:
    response = client.get(f"/schools/{cast.school.pk}/classes/{query}")
    rows = response.context["rows"]
    return [(row.name, row.campus, row.pupils, row.has_left) for row in rows]


def test_grades_follow_the_date_and_those_who_left_say_so(
    office: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    f.make_class(cast.school, entry_year=2020)
    assert listed(office, cast) == [
        ("Grade four class 1", "", 2, False),
        ("Grade four class 2", "", 0, False),
        ("Grade seven class 1", "", 0, True),
    ]
    september = datetime(2027, 9, 1, 2, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: september)
    office.force_login(cast.safety_officer)
    assert [row[0] for row in listed(office, cast)][:2] == [
        "Grade five class 1",
        "Grade five class 2",
    ]


def test_classes_by_stage_and_entry_year(office: Client, cast: Cast) -> None:
    f.make_class(cast.school, entry_year=2026)
    assert len(listed(office, cast, "?stage=primary&entry_year=")) == 3
    assert [row[0] for row in listed(office, cast, "?entry_year=2026")] == ["Grade one class 1"]
    assert listed(office, cast, "?stage=junior") == []
    # What is no choice chooses nothing away.
    assert len(listed(office, cast, "?stage=x&entry_year=99999999999")) == 3


def test_a_number_is_changed_and_all_that_hangs_on_the_class_stays(
    office: Client, cast: Cast
) -> None:
    places = list(ClassMembership.objects.values_list("pk", "class_unit"))
    response = office.post(f"/classes/{cast.class_unit.pk}/edit/", {"number": 7})
    assert response.status_code == 302
    assert fresh(cast.class_unit).class_name_on(f.TODAY) == "Grade four class 7"
    assert list(ClassMembership.objects.values_list("pk", "class_unit")) == places
    assert fresh(cast.class_unit) in classes_to_teach(cast.head_teacher)
    [row] = RosterChange.objects.get(kind=RosterChangeKind.CLASSES).rows.all()
    assert (row.before, row.after) == ({"number": 1}, {"number": 7})
    entry = AuditEntry.objects.get(action="unit_changed")
    assert (entry.actor, entry.unit, entry.detail) == (
        cast.safety_officer,
        cast.school,
        {"changed": 1, "class": cast.class_unit.pk},
    )


@pytest.mark.parametrize("path", ["/classes/{pk}/edit/", "/schools/{school}/classes/add/"])
def test_a_number_that_is_taken_is_told(office: Client, cast: Cast, path: str) -> None:
    url = path.format(pk=cast.class_unit.pk, school=cast.school.pk)
    response = office.post(url, {"number": 2, "grade": 4})
    assert response.status_code == 422
    assert (
        "The school has a Grade four class 2 already. Choose another number, or change the number "
        "of that class first."
    ) in response.text
    assert fresh(cast.class_unit).number == 1
    assert Unit.objects.filter(school=cast.school).count() == 2
    assert not RosterChange.objects.exists()


@pytest.mark.parametrize("number", ["0", "100", "-1", "x", ""])
def test_a_number_is_one_to_ninety_nine(office: Client, cast: Cast, number: str) -> None:
    response = office.post(f"/classes/{cast.class_unit.pk}/edit/", {"number": number})
    assert response.status_code == 422
    assert fresh(cast.class_unit).number == 1


def test_a_class_goes_to_a_campus_with_its_people_and_comes_back(
    office: Client, cast: Cast, campus: Unit
) -> None:
    url = f"/classes/{cast.class_unit.pk}/edit/"
    campus_officer = f.make_member(Role.SAFETY_OFFICER, campus)
    office.post(url, {"number": 1, "campus": campus.pk})
    moved = fresh(cast.class_unit)
    assert (moved.get_parent(), moved.school) == (campus, cast.school)
    assert listed(office, cast)[0] == ("Grade four class 1", "东校区", 2, False)
    for person in (cast.head_teacher, cast.head, campus_officer):
        assert moved in classes_to_teach(person)
    assert cast.sibling_class not in classes_to_teach(campus_officer)
    # The next import finds it there, and makes no second one.
    report = bring(cast.school, read(["张小雨", "", "四(1)班"], ["新同学", "", "四(1)班"]))
    assert (report.classes.new, report.classes.known) == (0, 1)
    office.post(url, {"number": 1, "campus": ""})
    assert fresh(cast.class_unit).get_parent() == cast.school
    assert moved not in classes_to_teach(campus_officer)
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_class_goes_to_no_campus_of_another_school(
    office: Client, cast: Cast, campus: Unit
) -> None:
    elsewhere = add_unit(
        parent=cast.other_school, kind=UnitKind.CAMPUS, name="西", code="", actor=None, now=NOW
    )
    for url in (f"/classes/{cast.class_unit.pk}/edit/", f"/schools/{cast.school.pk}/classes/add/"):
        data = {"number": 9, "grade": 1, "campus": elsewhere.pk}
        assert office.post(url, data).status_code == 422
    assert fresh(cast.class_unit).number == 1


def test_a_class_is_added_by_its_grade_of_today(office: Client, cast: Cast) -> None:
    for grade, stage, year in [
        (1, Stage.PRIMARY, 2026),
        (-2, Stage.KINDERGARTEN, 2026),
        (9, Stage.JUNIOR, 2024),
    ]:
        office.post(f"/schools/{cast.school.pk}/classes/add/", {"grade": grade, "number": 5})
        made = Unit.objects.get(number=5, stage=stage)
        assert (made.entry_year, made.grade_on(f.TODAY), made.school) == (year, grade, cast.school)
    changes = RosterChange.objects.filter(kind=RosterChangeKind.CLASSES)
    assert changes.count() == 3
    for change in changes:
        undo_change(change=change, actor=cast.safety_officer, now=NOW)
    assert not Unit.objects.filter(number=5).exists()
    assert (
        office.post(
            f"/schools/{cast.school.pk}/classes/add/", {"grade": 13, "number": 1}
        ).status_code
        == 422
    )
