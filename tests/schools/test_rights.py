"""A copy of what is held, and an erasure after which the figures stand and the name is gone."""

import json
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext

from insights.attainment import attainment
from insights.domain.scores import drain_pending
from schools.backends import PIN_BACKEND
from schools.domain.erasure import CannotErase, erase_person
from schools.domain.pins import set_pins
from schools.domain.roster.history import log_changes
from schools.domain.roster.undo import undo_change
from schools.models import AuditEntry, Guardianship, Pin, RosterChange
from schools.permissions import pupils_on_roster
from tests import factories as f
from tests.factories import NOW, TODAY
from tests.insights import factories as made

NAME, USERNAME, PHONE, HASH = "欧阳独一", "ouyang-only-1", "13912345678", "abc123" * 10


@pytest.fixture
def child(cast):
    """A pupil with everything that the product can hold about one."""
    child = f.make_pupil(cast.class_unit, NAME)
    child.username, child.phone, child.student_hash, child.sex = USERNAME, PHONE, HASH, "f"
    child.first_name, child.email = NAME, f"{USERNAME}@example.org"
    child.save()
    Guardianship.objects.create(guardian=cast.parent, child=child)
    set_pins(students=[child], now=NOW)
    with log_changes(school=cast.school, kind="pupils", actor=cast.head, now=NOW) as log:
        log.created(child, child.class_memberships.get())
    AccessAttempt.objects.create(username=USERNAME, attempt_time=NOW, failures_since_start=1)
    return child


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        text = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            text += [repr(row) for row in cursor.fetchall()]
    return "\n".join(text)


def test_nothing_of_the_old_name_remains_in_any_table(client, cast, child):
    client.force_login(child, backend=PIN_BACKEND)
    traces = (NAME, USERNAME, PHONE, HASH)
    assert [word for word in traces if word not in everything_stored()] == []
    erase_person(user=child, reason="家长申请", now=NOW)
    assert [word for word in traces if word in everything_stored()] == []
    child.refresh_from_db()
    assert (child.name, child.sex, child.erased_at) == (gettext("Deleted"), "", NOW)
    assert not child.has_usable_password()
    assert Pin.objects.filter(user=child).count() == 0
    assert Session.objects.count() == 0
    assert list(Guardianship.objects.values_list("child", flat=True)) == [cast.pupil.pk]


def test_an_erased_pupil_is_on_no_list_and_cannot_come_back(client, cast, child):
    client.force_login(child, backend=PIN_BACKEND)
    erase_person(user=child, reason="家长申请", now=NOW)
    assert pupils_on_roster(cast.class_unit, TODAY) == sorted(
        [cast.pupil, cast.classmate], key=lambda each: each.name.encode("gb18030")
    )
    client.force_login(child, backend=PIN_BACKEND)
    assert client.get(reverse("my")).status_code == 302


def test_figures_are_the_same_before_and_after(cast):
    goal = made.make_goal(made.make_plan(cast.district))
    indicator = made.make_indicator(goal, min_questions=2)
    paper = made.make_paper(cast.district, [["drowning"]] * 2)
    right, half = [1, 1], [1, 0]
    pupils = made.fill_class(cast.class_unit, paper, [right] * 5 + [half] * 2, absent=1)
    drain_pending(now=NOW, limit=100)
    places = (cast.class_unit, cast.school, cast.district)
    before = [attainment(indicator=indicator, unit=unit, now=NOW) for unit in places]
    for pupil in (pupils[0], pupils[-2], pupils[-1]):
        erase_person(user=pupil, reason="家长申请", now=NOW)
    assert [attainment(indicator=indicator, unit=unit, now=NOW) for unit in places] == before


def test_an_erasure_is_recorded_with_its_reason(cast, child):
    erase_person(user=child, reason="家长申请", now=NOW, actor=cast.safety_officer)
    entry = AuditEntry.objects.get(action="erased")
    assert (entry.actor, entry.about, entry.unit) == (cast.safety_officer, child, cast.class_unit)
    assert (entry.detail, entry.created_at) == ({"reason": "家长申请"}, NOW)


def test_an_import_is_undone_though_somebody_of_it_was_erased(cast, child):
    """The place goes, as for everybody; the nameless person stays as the erasure left it."""
    erase_person(user=child, reason="家长申请", now=NOW)
    undo_change(change=RosterChange.objects.get(), actor=cast.head, now=NOW)
    child.refresh_from_db()
    assert (child.name, child.class_memberships.count()) == (gettext("Deleted"), 0)


def test_people_with_a_post_are_not_erased(cast):
    with pytest.raises(CannotErase) as refusal:
        erase_person(user=cast.head_teacher, reason="离职", now=NOW)
    assert str(refusal.value) == gettext(
        "This person holds a post. Take the post away first; then the account can be erased."
    )
    cast.head_teacher.refresh_from_db()
    assert cast.head_teacher.erased_at is None


@pytest.mark.parametrize("reason", ["", "  ", f"{NAME}的家长申请", f"电话{PHONE}"])
def test_a_reason_is_needed_and_must_not_name_the_person(child, reason):
    with pytest.raises(CannotErase):
        erase_person(user=child, reason=reason, now=NOW)
    child.refresh_from_db()
    assert child.name == NAME


def test_nobody_is_erased_twice(child):
    erase_person(user=child, reason="家长申请", now=NOW)
    with pytest.raises(CannotErase):
        erase_person(user=child, reason="家长申请", now=NOW + timedelta(days=1))
    child.refresh_from_db()
    assert child.erased_at == NOW


def test_the_command_erases_and_refuses_in_a_sentence(cast, child):
    call_command("erase_person", str(child.pk), reason="家长申请")
    child.refresh_from_db()
    assert child.name == gettext("Deleted")
    with pytest.raises(CommandError, match="nobody with the number 99999999"):
        call_command("erase_person", "99999999", reason="家长申请")


def test_the_export_holds_account_classes_and_answers(cast, child, tmp_path):
    paper = made.make_paper(cast.district, [["drowning"]] * 2)
    attempt = made.give(paper, cast.class_unit, child, [1, None])
    file = tmp_path / "held.json"
    call_command("export_person", USERNAME, out=file)
    held = json.loads(file.read_text(encoding="utf-8"))
    assert set(held) == {"schools", "quizzes", "insights"}
    assert held["schools"]["account"]["name"] == NAME
    assert held["schools"]["guardians"] == [cast.parent.name]
    assert [each["from"] for each in held["schools"]["classes"]] == ["2026-09-01"]
    assert [each["what"] for each in held["schools"]["roster_changes"]] == ["created", "created"]
    assert [each["id"] for each in held["quizzes"]["attempts"]] == [str(attempt.pk)]
    assert [mark["fraction"] for mark in held["quizzes"]["attempts"][0]["marks"]] == [
        "1.0000",
        None,
    ]
    assert AuditEntry.objects.get(action="exported").about == child


def test_the_safety_officer_downloads_it_and_that_is_recorded(client, cast, child, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    client.force_login(cast.safety_officer, backend="schools.backends.PasswordBackend")
    url = reverse("person_export", args=[child.pk])
    assert client.get(url).status_code == 200
    assert AuditEntry.objects.filter(action="exported").count() == 0
    response = client.post(url)
    assert response.json()["schools"]["account"]["username"] == USERNAME
    assert response["Content-Disposition"] == f"attachment; filename=person-{child.pk}.json"
    entry = AuditEntry.objects.get(action="exported")
    assert (entry.actor, entry.about, entry.unit) == (cast.safety_officer, child, cast.class_unit)


def test_the_privacy_page_is_for_everybody_and_linked_from_the_footer(client, db):
    response = client.get(reverse("privacy"))
    assert response.status_code == 200
    assert b'href="/privacy/"' in response.content
    assert "sessionid" not in response.cookies
