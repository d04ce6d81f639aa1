"""What a roster change changes is written down, and can be taken back whole."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cms.beat import day
from quizzes.domain.attempts import start_attempt
from quizzes.models import Attempt
from schools.choices import AuditAction, Role, RosterChangeKind, UnitKind
from schools.domain.audit import record
from schools.domain.roster.history import forget_old_changes, log_changes
from schools.domain.roster.undo import CannotUndo, undo_change
from schools.models import (
    AuditEntry,
    ClassMembership,
    Membership,
    Pin,
    RosterChange,
    RosterChangeRow,
    Unit,
    User,
)
from schools.roster import ClassKey
from tests.factories import NOW, TODAY, make_class, make_district, make_pupil, make_school
from tests.quizzes.factories import make_quiz, make_sitting
from tests.schools.roster.files import student_id
from tests.schools.roster_rows import bring, many, read, staff, time_in_classes

LATER = NOW + timedelta(days=2)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def school(db):
    return make_school(make_district())


def rosters() -> list[list[dict]]:
    """All that a roster is made of."""
    return [
        list(Unit.objects.order_by("pk").values()),
        list(User.objects.order_by("pk").values()),
        list(ClassMembership.objects.order_by("pk").values()),
        list(Membership.objects.order_by("pk").values()),
    ]


def taken_back(report, actor=None):
    return undo_change(change=report.change, actor=actor, now=LATER)


FIRST = [
    ["张一", student_id(1), "三(1)班"],
    ["李二", student_id(2), "三(1)班"],
    ["王三", student_id(3), "三(2)班"],
]
SECOND = [
    ["张一一", student_id(1), "三(1)班"],  # corrected
    ["李二", student_id(2), "三(2)班"],  # moved
    ["赵四", student_id(4), "三(3)班"],  # new, in a new class
]


def test_an_import_of_new_people_and_classes_leaves_nothing_behind(school):
    before = rosters()
    report = bring(school, read(*FIRST))
    assert report.change.detail == {"new_classes": 2, "new_people": 3, "joined_people": 3}
    undone = taken_back(report)
    assert (undone.people_kept, undone.classes_kept) == (0, 0)
    assert rosters() == before
    assert Unit.find_problems() == ([], [], [], [], [])


def test_corrections_and_moves_go_back_to_what_they_were(school):
    bring(school, read(*FIRST))
    before = rosters()
    report = bring(school, read(*SECOND), days=1)
    assert report.change.detail == {
        "new_classes": 1, "new_people": 1, "corrected_people": 1,
        "joined_people": 1, "moved_people": 1,
    }  # fmt: skip
    assert rosters() != before
    taken_back(report)
    assert rosters() == before


def test_an_undone_import_can_be_imported_again(school):
    bring(school, read(*FIRST))
    taken_back(bring(school, read(*SECOND), days=1))
    again = bring(school, read(*SECOND), days=3)
    assert (again.people.new, again.people.changed, again.people.unchanged) == (1, 2, 0)


def test_a_staff_import_takes_its_posts_and_accounts_back(school):
    class_unit, known = make_class(school), User.objects.create(username="a", name="钱老师")
    Membership.objects.create(user=known, role=Role.STAFF, unit=school)
    before = rosters()
    key = ClassKey(4, 1)
    report = bring(
        school,
        staff(("钱老师", "13800000001", "班主任", [key], ""), ("孙老师", None, "校长", [], "")),
    )
    assert set(Membership.objects.filter(unit=class_unit).values_list("user", "role")) == {
        (known.pk, "head_teacher")
    }
    assert report.change.kind == RosterChangeKind.STAFF
    assert report.change.detail == {"new_people": 1, "corrected_people": 1, "new_posts": 2}
    taken_back(report)
    units, people, places, posts = rosters()
    # The log tells of the post that the new head was given, so the account stays, closed.
    closed = people.pop()
    assert (closed["name"], closed["is_active"], closed["phone"]) == ("孙老师", False, "")
    assert [units, people, places, posts] == before


def test_who_did_it_and_who_undid_it(cast):
    with log_changes(
        school=cast.school, kind=RosterChangeKind.CORRECTED, actor=cast.head, now=NOW
    ) as log:
        log.changing(cast.pupil)
        cast.pupil.sex = "f"
        cast.pupil.save()
    undo_change(change=log.change, actor=cast.safety_officer, now=LATER)
    change = RosterChange.objects.get()
    assert (change.actor, change.undone_by, change.undone_at) == (
        cast.head, cast.safety_officer, LATER,
    )  # fmt: skip
    cast.pupil.refresh_from_db()
    assert cast.pupil.sex == ""
    entry = AuditEntry.objects.get(action="roster_undone")
    assert (entry.actor, entry.unit) == (cast.safety_officer, cast.school)
    assert entry.detail == {"change": "corrected", "corrected_people": 1}


def test_what_ends_as_it_was_is_no_change(cast):
    with log_changes(
        school=cast.school, kind=RosterChangeKind.CORRECTED, actor=None, now=NOW
    ) as log:
        log.changing(cast.pupil)
        cast.pupil.save()
    assert log.change is None
    assert not RosterChange.objects.exists()


def test_a_later_change_of_the_same_person_blocks_and_is_named(school):
    first = bring(school, read(*FIRST))
    second = bring(school, read(*SECOND), days=1)
    before = rosters()
    with pytest.raises(CannotUndo) as refusal:
        taken_back(first)
    moved_at = "2026-11-24 10:00: Imported pupils, command line"
    assert refusal.value.reasons == [
        f"{name} was changed later ({moved_at}). Undo that first." for name in ("张一一", "李二")
    ]
    assert rosters() == before
    taken_back(second)
    taken_back(first)
    assert not User.objects.exists()


def test_nothing_is_undone_twice(school):
    report = bring(school, read(*FIRST))
    taken_back(report)
    with pytest.raises(CannotUndo) as refusal:
        taken_back(report)
    assert refusal.value.reasons == ["This change has been undone already."]


def test_a_change_that_no_history_knows_blocks_too(school):
    report = bring(school, read(*FIRST))
    User.objects.filter(name="张一").update(name="张壹")
    ClassMembership.objects.filter(student__name="李二").update(ends_date=TODAY)
    before = rosters()
    with pytest.raises(CannotUndo) as refusal:
        taken_back(report)
    assert refusal.value.reasons == [f"{name} has been changed since." for name in ("张壹", "李二")]
    assert rosters() == before


def test_coming_back_after_leaving_blocks_undoing_the_leaving(cast):
    place = cast.pupil.class_memberships.get()
    with log_changes(school=cast.school, kind=RosterChangeKind.LEFT, actor=None, now=NOW) as left:
        log_end(left, place)
    with log_changes(school=cast.school, kind=RosterChangeKind.ADDED, actor=None, now=NOW) as log:
        again = ClassMembership.objects.create(
            student=cast.pupil, class_unit=cast.class_unit, starts_date=TODAY
        )
        log.created(again)
    with pytest.raises(CannotUndo):
        undo_change(change=left.change, actor=None, now=LATER)
    undo_change(change=log.change, actor=None, now=LATER)
    undo_change(change=left.change, actor=None, now=LATER)
    assert time_in_classes(cast.pupil) == [("4.1", place.starts_date, None)]


def log_end(log, place):
    log.changing(place)
    place.ends_date = TODAY
    place.save()


def test_a_pupil_who_answered_stays_with_the_answers_and_leaves_the_class(cast):
    report = bring(cast.school, read(["张一", student_id(1), "四(1)班"], *FIRST[1:]))
    pupil = User.objects.get(name="张一")
    Pin.objects.create(user=User.objects.get(name="李二"), digest="x", changed_at=NOW)
    sitting = make_sitting(cast.class_unit, cast.head_teacher, quiz=make_quiz(cast.school))
    attempt = start_attempt(sitting=sitting, student=pupil, now=NOW)
    undone = taken_back(report)
    assert (undone.people_kept, undone.classes_kept) == (1, 0)
    assert Attempt.objects.get() == attempt
    assert (attempt.student, attempt.class_unit) == (pupil, cast.class_unit)
    assert time_in_classes(pupil) == []
    assert not User.objects.filter(name__in=["李二", "王三"]).exists()
    again = bring(cast.school, read(["张一", student_id(1), "四(1)班"]), days=3)
    assert (again.people.new, again.people.changed) == (0, 1)
    assert User.objects.get(name="张一") == pupil


def test_of_whom_only_the_log_speaks_a_closed_account_stays(school):
    report = bring(school, read(*FIRST))
    logged = User.objects.get(name="张一")
    record(action=AuditAction.PIN_UNLOCKED, actor=None, about=logged, now=NOW)
    undone = taken_back(report)
    assert undone.people_kept == 0
    logged.refresh_from_db()
    assert list(User.objects.all()) == [logged]
    assert (logged.name, logged.is_active, logged.student_hash) == ("张一", False, None)
    again = bring(school, read(*FIRST), days=3)
    assert (again.people.new, again.people.changed) == (3, 0)


def test_a_class_that_was_used_stays(school):
    report = bring(school, read(*FIRST))
    used = Unit.objects.get(kind=UnitKind.CLASS, number=1)
    make_pupil(used, "转来的")
    undone = taken_back(report)
    assert (undone.people_kept, undone.classes_kept) == (0, 1)
    assert list(Unit.objects.of_kind(UnitKind.CLASS)) == [used]


def test_two_classes_take_back_each_others_number(school):
    one, two = make_class(school, number=1), make_class(school, number=2)
    with log_changes(school=school, kind=RosterChangeKind.CLASSES, actor=None, now=NOW) as log:
        log.changing(one, two)
        for number in (30, 2):
            one.number = number
            one.save()
            two.number = 1
            two.save() if number == 30 else None
    undo_change(change=log.change, actor=None, now=LATER)
    assert [Unit.objects.get(pk=each.pk).number for each in (one, two)] == [1, 2]


def test_a_post_that_was_taken_away_comes_back(cast):
    post = cast.head_teacher.memberships.get()
    before = rosters()
    with log_changes(school=cast.school, kind=RosterChangeKind.POSTS, actor=None, now=NOW) as log:
        log.deleting(post)
        post.delete()
    assert log.change.detail == {"ended_posts": 1}
    undo_change(change=log.change, actor=None, now=LATER)
    assert rosters() == before


def test_two_thousand_pupils_come_and_go_with_few_queries(school):
    report = bring(school, many(2000))
    assert RosterChangeRow.objects.count() == 4002
    with CaptureQueriesContext(connection) as captured:
        taken_back(report)
    assert not User.objects.exists()
    print(len(captured))
    assert len(captured) < 400


def test_the_worker_forgets_changes_after_a_year(school, monkeypatch):
    bring(school, read(*FIRST))
    assert forget_old_changes(now=NOW + timedelta(days=365)) == 0
    assert RosterChangeRow.objects.count() == 8
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=367))
    day()
    assert not RosterChange.objects.exists()
    assert not RosterChangeRow.objects.exists()


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="locks the whole file")
def test_undoing_locks_the_school_first_as_an_import_does(school):
    report = bring(school, read(*FIRST))
    with CaptureQueriesContext(connection) as captured:
        taken_back(report)
    statements = [each["sql"] for each in captured if "SAVEPOINT" not in each["sql"]]
    assert '"schools_unit"' in statements[0]
    assert "FOR UPDATE" in statements[0]
