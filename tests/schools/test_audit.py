"""The audit log: what is written, that nobody rewrites it, and that a year later it is gone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth import authenticate
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from quizzes.domain.attempts import start_attempt
from quizzes.domain.sittings import close_sitting
from schools.choices import AuditAction, Role
from schools.domain.audit import KEPT, record, remove_old_entries
from schools.models import AuditEntry, ErasurePermit, Pin
from schools.seals import missing_seals
from schools.sheets import text_sheet
from tests import factories as f
from tests.factories import NOW
from tests.quizzes.factories import make_sitting

PASSWORD = "correct horse battery"


def told() -> list[tuple]:
    """(action, actor, unit, about, detail) of every entry, the oldest first."""
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("action", "actor", "unit", "about", "detail"))


@pytest.fixture
def entry(cast):
    return record(action=AuditAction.SIGN_IN, actor=cast.head, unit=cast.school, now=NOW)


def test_an_entry_cannot_be_changed_or_deleted(entry):
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        AuditEntry.objects.update(action="sign_out")
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")
    assert AuditEntry.objects.get() == entry
    assert missing_seals(connection) == set()


def test_entries_are_removed_after_twelve_months_and_not_before(entry):
    young = record(action=AuditAction.SIGN_IN, actor=None, now=NOW + timedelta(seconds=1))
    assert remove_old_entries(now=NOW + KEPT) == 0
    assert remove_old_entries(now=NOW + KEPT + timedelta(seconds=1)) == 1
    assert list(AuditEntry.objects.all()) == [young]
    assert ErasurePermit.objects.count() == 0


def test_staff_sign_in_and_out_are_recorded(client, cast):
    client.post(reverse("sign_in"), {"username": cast.head.username, "password": PASSWORD})
    client.post(reverse("sign_out"))
    who = (cast.head.pk, cast.school.pk, None, {})
    assert told() == [("sign_in", *who), ("sign_out", *who)]


def test_a_parents_sign_in_belongs_to_the_childs_class(client, cast):
    client.post(reverse("sign_in"), {"username": cast.parent.username, "password": PASSWORD})
    assert told() == [("sign_in", cast.parent.pk, cast.class_unit.pk, None, {})]


def test_a_failed_sign_in_keeps_whose_it_was_and_not_what_was_typed(client, cast):
    client.post(reverse("sign_in"), {"username": cast.head.username, "password": "wrong"})
    client.post(reverse("sign_in"), {"username": "my-secret-password", "password": "x"})
    assert told() == [
        ("sign_in_failed", None, cast.school.pk, cast.head.pk, {}),
        ("sign_in_failed", None, None, None, {}),
    ]


def test_pupils_are_not_listed(client, cast):
    client.force_login(cast.pupil, backend="schools.backends.PinBackend")
    client.post(reverse("sign_out"))
    request = RequestFactory().post("/sign-in/", {"username": cast.pupil.username})
    assert authenticate(request, username=cast.pupil.username, password="x") is None
    assert told() == [("sign_in_failed", None, None, None, {})]


def test_making_and_unlocking_pins_is_recorded(client, cast):
    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    before = len(told())
    url = reverse("class_pins", args=[cast.class_unit.pk])
    client.post(url, {"whom": "all", "seen": "0@-"})
    client.post(reverse("pin_unlock", args=[cast.class_unit.pk, cast.pupil.pk]))
    assert Pin.objects.count() == 2
    who = (cast.head_teacher.pk, cast.class_unit.pk)
    assert told()[before:] == [
        ("pin_set", *who, None, {"count": 2}),
        ("pin_unlocked", *who, cast.pupil.pk, {}),
    ]


def test_sittings_and_their_end_are_recorded_once(cast):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    close_sitting(sitting=sitting, now=NOW, actor=cast.head)
    close_sitting(sitting=sitting, now=NOW, actor=cast.head)
    detail = (cast.class_unit.pk, None, {"sitting": sitting.pk})
    assert told() == [
        ("sitting_opened", cast.head_teacher.pk, *detail),
        ("sitting_closed", cast.head.pk, *detail),
    ]


def test_reading_anothers_answers_is_recorded_and_reading_ones_own_is_not(client, cast):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    url = reverse("attempt_result", args=[attempt.pk])
    client.force_login(cast.pupil, backend="schools.backends.PinBackend")
    client.get(url)
    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    client.get(url)
    read = [row for row in told() if row[0] == "named_answers_read"]
    who = (cast.head_teacher.pk, cast.class_unit.pk, cast.pupil.pk)
    assert read == [("named_answers_read", *who, {"attempt": str(attempt.pk)})]


@pytest.fixture
def entries(cast):
    """One at the school, one at its class about a pupil, one elsewhere, one of nobody."""
    return {
        "school": record(action=AuditAction.SIGN_OUT, actor=cast.head, unit=cast.school, now=NOW),
        "class": record(
            action=AuditAction.PIN_UNLOCKED,
            actor=cast.head_teacher,
            unit=cast.class_unit,
            about=cast.pupil,
            now=NOW + timedelta(days=1),
        ),
        "other": record(action=AuditAction.SIGN_OUT, actor=None, unit=cast.other_class, now=NOW),
        "foreign": record(
            action=AuditAction.SIGN_OUT, actor=None, unit=cast.foreign_class, now=NOW
        ),
        "nobody": record(action=AuditAction.SIGN_IN_FAILED, actor=None, now=NOW),
    }


def shown(client, viewer, entries, **asked: str) -> set[str]:
    """The names of those of `entries` that a viewer's page lists."""
    client.force_login(viewer, backend="schools.backends.PasswordBackend")
    page = client.get(reverse("audit_log"), asked).context["page_obj"]
    names = {made.pk: name for name, made in entries.items()}
    return {names[each.pk] for each in page if each.pk in names}


def test_a_school_sees_its_own_and_an_auditor_the_district(client, cast, entries):
    auditor = f.make_member(Role.AUDITOR, cast.district)
    assert shown(client, cast.safety_officer, entries) == {"school", "class"}
    assert shown(client, auditor, entries) == {"school", "class", "other", "nobody"}


def test_the_list_is_filtered_by_action_days_and_name(client, cast, entries):
    head = cast.head
    assert shown(client, head, entries, action="pin_unlocked") == {"class"}
    assert shown(client, head, entries, since="2026-11-24") == {"class"}
    assert shown(client, head, entries, until="2026-11-23") == {"school"}
    assert shown(client, head, entries, person=cast.pupil.name) == {"class"}
    assert shown(client, head, entries, since="yesterday") == set()


def test_the_list_is_filtered_by_unit_of_ones_own(client, cast, entries):
    auditor = f.make_member(Role.AUDITOR, cast.district)
    assert shown(client, auditor, entries, unit=str(cast.school.pk)) == {"school", "class"}
    assert shown(client, auditor, entries, unit=str(cast.other_school.pk)) == {"other"}
    assert shown(client, cast.head, entries, unit=str(cast.class_unit.pk)) == {"class"}
    assert shown(client, cast.head, entries, unit=str(cast.other_school.pk)) == set()


def test_the_units_to_choose_from_are_schools_for_an_auditor_and_classes_at_a_school(client, cast):
    def units(viewer):
        client.force_login(viewer, backend="schools.backends.PasswordBackend")
        return list(client.get(reverse("audit_log")).context["form"].fields["unit"].queryset)

    assert units(cast.auditor) == [cast.district, cast.school, cast.other_school]
    assert units(cast.head) == [cast.school, cast.class_unit, cast.sibling_class]


def test_the_list_is_paged_and_costs_the_same_for_one_and_for_three(client, cast):
    client.force_login(cast.head, backend="schools.backends.PasswordBackend")
    counts = []
    for more in (1, 2, 60):
        for _each in range(more):
            where = {"unit": cast.class_unit, "about": cast.pupil}
            record(action=AuditAction.PIN_UNLOCKED, actor=cast.head, now=NOW, **where)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("audit_log"), {"action": "pin_unlocked"})
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert len(response.context["page_obj"].object_list) == 50
    assert response.context["page_obj"].paginator.num_pages == 2


def test_the_export_holds_what_was_asked_for_and_is_recorded(client, cast, entries):
    client.force_login(cast.head, backend="schools.backends.PasswordBackend")
    response = client.post(reverse("audit_export"), {"action": "pin_unlocked"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert len(rows) == 2
    assert rows[1][0] == "2026-11-24 10:00:00"
    assert rows[1][2:4] == (cast.head_teacher.name, cast.pupil.name)
    exported = ("exported", cast.head.pk, cast.school.pk, None, {"what": "audit", "count": 1})
    assert told()[-1] == exported


def test_a_name_that_looks_like_a_formula_is_written_as_text():
    values = ["=1+1", "+1", "-1", "@A1", "坏\x01名"]
    sheet = load_workbook(BytesIO(text_sheet("t", [values]))).active
    cells = next(sheet.rows)
    assert [cell.value for cell in cells] == ["=1+1", "+1", "-1", "@A1", "坏名"]
    assert [cell.data_type for cell in cells] == ["s"] * 5
    assert [cell.quotePrefix for cell in cells] == [True] * 4 + [False]


def test_the_detail_of_an_import_is_told_in_words() -> None:
    detail = {"kind": "pupils", "new": 495, "changed": 0, "unchanged": 3}
    with translation.override("zh-hans"):
        text = AuditEntry(detail=detail).detail_text
    assert text == "花名册 学生，新增 495，有变化 0，无变化 3"
