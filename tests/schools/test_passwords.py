"""First passwords: what they are like, who may give them to whom, and what they end."""

import re
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from schools.backends import PASSWORD_BACKEND, PIN_BACKEND
from schools.choices import Role
from schools.domain.cards import issue_cards
from schools.domain.passwords import (
    TooYoung,
    change_password,
    issue_first_passwords,
    issue_pupil_passwords,
    make_first_password,
    revoke_pupil_passwords,
)
from schools.domain.pins import set_pins, unlock_pin
from schools.models import AuditEntry, Guardianship, Membership, User
from schools.password_queries import sign_in_names
from schools.permissions import staff_with_passwords_to_issue, units_with_passwords_to_issue
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW, TODAY

SHAPE = re.compile(r"[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){2}")


@pytest.fixture
def senior(cast: Cast):
    """A class of grade seven at the cast's school."""
    return f.make_class(cast.school, entry_year=2020, number=3)


def can_open(client: Client) -> bool:
    return client.get(reverse("my")).status_code == 200


def test_a_first_password_is_readable_and_never_the_same() -> None:
    made = [make_first_password() for _time in range(200)]
    assert len(set(made)) == 200
    assert [each for each in made if not SHAPE.fullmatch(each)] == []
    assert all(re.search("[a-z]", each) and re.search("[2-9]", each) for each in made)


def test_issuing_sets_a_password_that_must_be_changed(cast: Cast) -> None:
    issued = issue_first_passwords(
        users=[cast.head_teacher], issued_by=cast.head, unit=cast.school, now=NOW
    )
    user = User.objects.get(pk=cast.head_teacher.pk)
    assert user.check_password(issued[cast.head_teacher])
    assert (user.must_change_password, user.password_issued_at) == (True, NOW)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.about) == ("password_issued", cast.head, user)
    assert (entry.unit, entry.detail) == (cast.school, {"count": 1})


def test_issuing_ends_sessions_and_lockouts_of_that_account_alone(cast: Cast) -> None:
    clients = {}
    for name in ("head_teacher", "head"):
        user = getattr(cast, name)
        clients[name] = Client()
        clients[name].force_login(user, backend=PASSWORD_BACKEND)
        AccessAttempt.objects.create(username=user.username, failures_since_start=5)
    issue_first_passwords(users=[cast.head_teacher], issued_by=None, now=NOW)
    assert [can_open(clients["head_teacher"]), can_open(clients["head"])] == [False, True]
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == [cast.head.username]


def test_a_first_password_without_a_day_cannot_stand(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="first_password_has_its_day"):
        User.objects.filter(pk=cast.head.pk).update(must_change_password=True)


def test_changing_lifts_the_demand_and_is_recorded(cast: Cast) -> None:
    issue_first_passwords(users=[cast.head], issued_by=None, now=NOW)
    later = NOW + timedelta(days=1)
    change_password(user=cast.head, password="my own sentence 5", unit=cast.school, now=later)
    user = User.objects.get(pk=cast.head.pk)
    assert (user.must_change_password, user.password_changed_at) == (False, later)
    assert AuditEntry.objects.first().action == "password_changed"


@pytest.mark.parametrize("renew", ["pin", "card", "password", "revoke"])
def test_a_new_key_of_a_pupil_ends_that_pupils_sessions(cast: Cast, senior, renew: str) -> None:
    child, other = f.make_pupil(senior), f.make_pupil(senior)
    mine, theirs = Client(), Client()
    mine.force_login(child, backend=PIN_BACKEND)
    theirs.force_login(other, backend=PIN_BACKEND)
    unlock_pin(student=child)
    assert can_open(mine)
    if renew == "pin":
        set_pins(students=[child], now=NOW)
    elif renew == "card":
        issue_cards(students=[child], issued_by=cast.head, now=NOW)
    elif renew == "password":
        issue_first_passwords(users=[child], issued_by=cast.head, now=NOW)
    else:
        revoke_pupil_passwords(students=[child], class_unit=senior, revoked_by=cast.head, now=NOW)
    assert [can_open(mine), can_open(theirs)] == [False, True]


def test_pupils_of_grade_seven_get_a_short_name_and_keep_it(cast: Cast, senior) -> None:
    children = [f.make_pupil(senior) for _time in range(3)]

    def issue() -> list[str]:
        found = User.objects.filter(pk__in=[child.pk for child in children])
        issue_pupil_passwords(
            students=found, class_unit=senior, issued_by=cast.head, now=NOW, day=TODAY
        )
        return list(found.values_list("username", flat=True))

    names = issue()
    assert [bool(re.fullmatch(r"[b-df-hj-np-tv-z]{3}[2-9]{4}", each)) for each in names] == [
        True
    ] * 3
    assert len(set(names)) == 3
    assert issue() == names


def test_pupils_below_grade_seven_get_none(cast: Cast) -> None:
    with pytest.raises(TooYoung):
        issue_pupil_passwords(
            students=[cast.pupil],
            class_unit=cast.class_unit,
            issued_by=cast.head,
            now=NOW,
            day=TODAY,
        )
    assert User.objects.get(pk=cast.pupil.pk).password_issued_at is None


def test_a_class_grows_into_its_passwords(cast: Cast) -> None:
    """Entered in 2023, grade seven from September 2029."""
    arguments = {"students": [cast.pupil], "class_unit": cast.class_unit, "issued_by": cast.head}
    with pytest.raises(TooYoung):
        issue_pupil_passwords(**arguments, now=NOW, day=date(2029, 8, 31))
    assert len(issue_pupil_passwords(**arguments, now=NOW, day=date(2029, 9, 1))) == 1


def names_of(people) -> set[str]:
    return set(people.values_list("name", flat=True))


def test_officers_help_their_own_school_and_nobody_beside_or_above(cast: Cast) -> None:
    f.make_member(Role.STAFF, cast.school, name="保卫")
    f.make_member(Role.AUDITOR, cast.school, name="审计")
    f.make_member(Role.STAFF, cast.school, name="超管", is_superuser=True)
    f.make_member(Role.STAFF, cast.school, name="离职", is_active=False)
    for role, unit in ((Role.SCHOOL_HEAD, cast.other_school), (Role.BUREAU_OFFICER, cast.district)):
        both = f.make_member(Role.TEACHER, cast.class_unit, name=f"兼任{role}")
        Membership.objects.create(user=both, role=role, unit=unit)
    expected = {
        cast.head.name,
        cast.head_teacher.name,
        cast.sibling_head_teacher.name,
        cast.it_teacher.name,
        cast.teacher.name,
        cast.staff.name,
        "保卫",
    }
    assert names_of(staff_with_passwords_to_issue(cast.safety_officer, cast.school)) == expected
    head = names_of(staff_with_passwords_to_issue(cast.head, cast.school))
    assert head == expected - {cast.head.name} | {cast.safety_officer.name}


def test_the_bureau_helps_heads_officers_and_who_works_at_two_schools(cast: Cast) -> None:
    both = f.make_member(Role.TEACHER, cast.class_unit, name="走教")
    Membership.objects.create(user=both, role=Role.TEACHER, unit=cast.other_class)
    abroad = f.make_member(Role.TEACHER, cast.class_unit, name="跨区")
    Membership.objects.create(user=abroad, role=Role.TEACHER, unit=cast.foreign_class)
    leaders = {cast.head.name, cast.safety_officer.name}
    school = staff_with_passwords_to_issue(cast.bureau, cast.school)
    assert names_of(school) == leaders | {"走教"}
    assert names_of(staff_with_passwords_to_issue(cast.bureau, cast.district)) == leaders
    assert names_of(staff_with_passwords_to_issue(cast.foreign_bureau, cast.school)) == set()
    assert names_of(staff_with_passwords_to_issue(cast.head_teacher, cast.school)) == set()


def test_a_school_reaches_no_child_of_another_through_a_parent(cast: Cast) -> None:
    """Whoever writes a stranger's phone into the staff list gives that stranger a post here."""
    for name, child in (("此校家长", cast.pupil), ("彼校家长", cast.other_pupil)):
        colleague = f.make_member(Role.STAFF, cast.school, name=name)
        Guardianship.objects.create(guardian=colleague, child=child)
    by_school = names_of(staff_with_passwords_to_issue(cast.head, cast.school))
    by_bureau = names_of(staff_with_passwords_to_issue(cast.bureau, cast.school))
    assert ("此校家长" in by_school, "彼校家长" in by_school) == (True, False)
    assert ("此校家长" in by_bureau, "彼校家长" in by_bureau) == (False, True)


def test_the_units_where_somebody_issues_passwords(cast: Cast) -> None:
    def names(user) -> list[str]:
        return [unit.name for unit in units_with_passwords_to_issue(user)]

    assert names(cast.head) == ["实验小学"]
    assert names(cast.bureau) == ["示范区教育局", "实验小学", "第二小学"]
    assert names(cast.head_teacher) == names(cast.pupil) == []


def test_the_slip_names_a_phone_only_if_it_is_one_persons(db: None) -> None:
    alone = f.UserFactory(phone="13800000001")
    first, second = (f.UserFactory(phone="13800000002") for _time in range(2))
    child = f.UserFactory(is_pupil=True, username="kwm4827")
    expected = {
        alone.pk: "13800000001",
        first.pk: first.username,
        second.pk: second.username,
        child.pk: "kwm4827",
    }
    assert sign_in_names([alone, first, second, child]) == expected


def test_the_command_prints_a_first_password(cast: Cast, capsys) -> None:
    call_command("issue_password", cast.bureau.username, reset_two_step=True)
    user = User.objects.get(pk=cast.bureau.pk)
    assert user.check_password(capsys.readouterr().out.strip())
    assert user.must_change_password
    with pytest.raises(CommandError, match="no adult"):
        call_command("issue_password", cast.pupil.username)
