"""Adding, correcting, moving, leaving, changing schools; and each of these undone."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from insights.domain.scores import drain_pending
from insights.roster import read_roster
from quizzes.models import Attempt
from schools.choices import Stage
from schools.domain.roster.by_hand import (
    CannotChange,
    Namesake,
    add_pupil,
    correct_pupil,
    end_place,
    move_pupil,
    transfer_pupil,
)
from schools.domain.roster.undo import CannotUndo, undo_change
from schools.models import AuditEntry, ClassMembership, RosterChange, User
from schools.student_hash import student_hash
from tests.conftest import Cast
from tests.factories import NOW, TODAY, make_class, make_pupil, make_school
from tests.insights import factories as made
from tests.schools.roster.files import student_id
from tests.schools.roster_rows import bring, counts, read, time_in_classes

BEGAN = date(2026, 9, 1)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def place_of(pupil: User) -> ClassMembership:
    return pupil.class_memberships.select_related("class_unit").get(ends_date=None)


def undo(actor: User, now=TOMORROW) -> None:
    undo_change(change=RosterChange.objects.first(), actor=actor, now=now)


def entry(cast: Cast) -> tuple:
    found = AuditEntry.objects.get(action="roster_changed")
    return found.actor, found.unit, found.about, found.detail


def test_a_pupil_is_added_from_today(cast: Cast) -> None:
    pupil = add_pupil(class_unit=cast.class_unit, name="新来的", sex="f", actor=cast.head, now=NOW)
    assert (pupil.name, pupil.sex, pupil.is_pupil, pupil.has_usable_password()) == (
        "新来的", "f", True, False,
    )  # fmt: skip
    assert time_in_classes(pupil) == [("4.1", TODAY, None)]
    assert entry(cast) == (cast.head, cast.class_unit, None, {"change": "added"})
    undo(cast.head)
    assert not User.objects.filter(pk=pupil.pk).exists()


def test_a_second_pupil_of_one_name_has_to_be_meant(cast: Cast) -> None:
    same = {"class_unit": cast.class_unit, "name": "李明", "sex": "", "actor": cast.head}
    with pytest.raises(Namesake):
        add_pupil(**same, now=NOW)
    assert User.objects.filter(name="李明").count() == 1
    add_pupil(**same, is_another=True, now=NOW)
    assert User.objects.filter(name="李明").count() == 2


def test_a_name_is_corrected_and_back(cast: Cast) -> None:
    correct_pupil(
        place=place_of(cast.pupil), name="张晓雨", sex="f", actor=cast.head_teacher, now=NOW
    )
    cast.pupil.refresh_from_db()
    assert (cast.pupil.name, cast.pupil.sex) == ("张晓雨", "f")
    assert entry(cast) == (
        cast.head_teacher, cast.class_unit, cast.pupil, {"change": "corrected"},
    )  # fmt: skip
    undo(cast.head)
    cast.pupil.refresh_from_db()
    assert (cast.pupil.name, cast.pupil.sex) == ("张小雨", "")


def test_nothing_changed_is_no_entry(cast: Cast) -> None:
    correct_pupil(place=place_of(cast.pupil), name="张小雨", sex="", actor=cast.head, now=NOW)
    assert not RosterChange.objects.exists()
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("day", [BEGAN, date(2026, 10, 1), TODAY])
def test_a_pupil_leaves_today_or_earlier(cast: Cast, day: date) -> None:
    end_place(place=place_of(cast.pupil), ends_date=day, actor=cast.head, now=NOW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, day)]
    undo(cast.head)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, None)]


@pytest.mark.parametrize("day", [BEGAN - timedelta(days=1), TODAY + timedelta(days=1)])
def test_nobody_leaves_before_coming_or_tomorrow(cast: Cast, day: date) -> None:
    with pytest.raises(CannotChange):
        end_place(place=place_of(cast.pupil), ends_date=day, actor=cast.head, now=NOW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, None)]
    assert not AuditEntry.objects.exists()


def test_a_pupil_moves_to_another_class_of_the_school(cast: Cast) -> None:
    move_pupil(place=place_of(cast.pupil), to=cast.sibling_class, actor=cast.head, now=NOW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, TODAY), ("4.2", TODAY, None)]
    undo(cast.head)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, None)]


def test_a_move_into_a_class_of_both_ends_the_other(cast: Cast) -> None:
    """A pupil may be in several classes at once, as choosing subjects has it."""
    ClassMembership.objects.create(
        student=cast.pupil, class_unit=cast.sibling_class, starts_date=BEGAN
    )
    place = cast.pupil.class_memberships.get(class_unit=cast.class_unit)
    move_pupil(place=place, to=cast.sibling_class, actor=cast.head, now=NOW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, TODAY), ("4.2", BEGAN, None)]


def test_no_move_leaves_the_school_or_goes_nowhere(cast: Cast) -> None:
    for to in (cast.other_class, cast.foreign_class, cast.class_unit, cast.school):
        with pytest.raises(CannotChange):
            move_pupil(place=place_of(cast.pupil), to=to, actor=cast.head, now=NOW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, None)]


def test_a_place_that_ended_meanwhile_is_not_changed_again(cast: Cast) -> None:
    place = place_of(cast.pupil)
    end_place(place=place_of(cast.pupil), ends_date=TODAY, actor=cast.head, now=NOW)
    with pytest.raises(CannotChange):
        move_pupil(place=place, to=cast.sibling_class, actor=cast.head, now=NOW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, TODAY)]


# From school to school


def test_the_bureau_moves_a_pupil_to_another_school_with_the_record(cast: Cast) -> None:
    paper = made.make_paper(cast.district, [["drowning"]] * 2)
    attempt = made.give(paper, cast.class_unit, cast.pupil, [1, 1])
    transfer_pupil(place=place_of(cast.pupil), to=cast.other_class, actor=cast.bureau, now=NOW)
    assert [
        (each.class_unit, each.starts_date, each.ends_date)
        for each in cast.pupil.class_memberships.order_by("pk")
    ] == [(cast.class_unit, BEGAN, TODAY), (cast.other_class, TODAY, None)]
    attempt.refresh_from_db()
    assert (attempt.student, attempt.class_unit) == (cast.pupil, cast.class_unit)
    change = RosterChange.objects.get()
    assert (change.school, change.from_school) == (cast.other_school, cast.school)
    assert entry(cast) == (
        cast.bureau, cast.other_class, cast.pupil, {"change": "transferred"},
    )  # fmt: skip
    undo(cast.bureau)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, None)]
    assert Attempt.objects.get() == attempt


def test_no_transfer_leaves_the_district_or_stays(cast: Cast) -> None:
    for to in (cast.foreign_class, cast.sibling_class, cast.other_school):
        with pytest.raises(CannotChange):
            transfer_pupil(place=place_of(cast.pupil), to=to, actor=cast.bureau, now=NOW)
    assert not RosterChange.objects.exists()


def test_the_journey_from_school_to_school(cast: Cast) -> None:
    """Named while the old school has the pupil; once it is said to have left, the same person."""
    row = ["张小雨", student_id(7), "五(2)班"]
    bring(cast.school, read(["张小雨", student_id(7), "四(1)班"]))
    assert User.objects.filter(name="张小雨").count() == 1
    refused = bring(cast.other_school, read(row))
    assert (refused.can_import, len(refused.problems)) == (False, 1)

    end_place(place=place_of(cast.pupil), ends_date=TODAY, actor=cast.head, now=NOW)
    report = bring(cast.other_school, read(row), days=3)
    assert counts(report) == (0, 1, 0)
    assert time_in_classes(cast.pupil) == [
        ("4.1", BEGAN, TODAY), ("5.2", TODAY + timedelta(days=3), None),
    ]  # fmt: skip
    left = RosterChange.objects.get(kind="left")
    with pytest.raises(CannotUndo) as refusal:
        undo_change(change=left, actor=cast.head, now=TOMORROW)
    assert refusal.value.reasons[0].startswith("张小雨 was changed later")
    undo_change(change=report.change, actor=cast.bureau, now=TOMORROW)
    undo_change(change=left, actor=cast.head, now=TOMORROW)
    assert time_in_classes(cast.pupil) == [("4.1", BEGAN, None)]


def test_who_has_finished_primary_school_comes_without_asking(cast: Cast) -> None:
    """Nobody ends the places of a class that is through, and none stands in the way."""
    through = make_class(cast.school, entry_year=2020)
    pupil = make_pupil(through, "毕业生", starts_date=date(2025, 9, 1))
    User.objects.filter(pk=pupil.pk).update(student_hash=student_hash(student_id(9)))
    junior = make_school(cast.district, "s7", "第七中学")
    junior.stage = Stage.JUNIOR
    junior.save()
    report = bring(junior, read(["毕业生", student_id(9), "七(1)班"]))
    assert counts(report) == (0, 1, 0)
    assert [move.before for move in report.changes.moved] == ["an earlier class"]
    assert [(m.class_unit.school, m.ends_date) for m in pupil.class_memberships.order_by("pk")] == [
        (cast.school, TODAY), (junior, None),
    ]  # fmt: skip
    undo_change(change=report.change, actor=cast.bureau, now=TOMORROW)
    assert [(m.class_unit, m.ends_date) for m in pupil.class_memberships.all()] == [(through, None)]


# What figures count


def test_n_is_the_roster_as_it_stood_before_and_after_a_move(cast: Cast) -> None:
    def numbers(day: date) -> list[int]:
        places = (cast.class_unit, cast.sibling_class, cast.other_class)
        return [len(read_roster([unit], day).class_of) for unit in places]

    yesterday, tomorrow = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
    assert numbers(TODAY) == [2, 0, 1]
    move_pupil(place=place_of(cast.pupil), to=cast.sibling_class, actor=cast.head, now=NOW)
    transfer_pupil(place=place_of(cast.classmate), to=cast.other_class, actor=cast.bureau, now=NOW)
    assert [numbers(day) for day in (yesterday, TODAY, tomorrow)] == [
        [2, 0, 1], [0, 1, 2], [0, 1, 2],
    ]  # fmt: skip
    drain_pending(now=NOW)
    undo(cast.bureau)
    assert [numbers(day) for day in (yesterday, TODAY, tomorrow)] == [
        [2, 0, 1], [1, 1, 1], [1, 1, 1],
    ]  # fmt: skip


def test_a_file_of_new_classes_moves_people_from_the_day_it_is_imported(cast: Cast) -> None:
    """分班: the same pupils in other classes; the old ones count until the day before."""
    first = [[f"学生{n}", student_id(n), "四(1)班"] for n in (1, 2, 3)]
    bring(cast.other_school, read(*first))
    divided = [[name, number, f"四({1 + n % 2})班"] for n, (name, number, _c) in enumerate(first)]
    bring(cast.other_school, read(*divided), days=10)
    day = TODAY + timedelta(days=10)
    units = [cast.other_class, cast.other_school.inner_units.get(number=2)]

    def numbers(when: date) -> list[int]:
        return [len(read_roster([unit], when).class_of) for unit in units]

    # 王外校, whom neither file names, is in the first class all along.
    assert [numbers(day - timedelta(days=1)), numbers(day)] == [[4, 0], [3, 1]]
    moved = User.objects.get(name="学生2")
    assert time_in_classes(moved) == [("4.1", TODAY, day), ("4.2", day, None)]
