"""What was written and published, for who reads the audit log: of the own units alone."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from schools.domain.audit import KEPT
from schools.models import AuditEntry, User
from tests.conftest import Cast
from tests.courses.factories import make_lesson
from tests.factories import NOW
from tests.quizzes.factories import make_quiz


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


def shown(user: User, **asked: str) -> list[tuple[str, str]]:
    """(what was done, to what) of a person's page."""
    response = signed_in(user).get(reverse("content_log"), asked)
    return [(entry.action, entry.label) for entry in response.context["entries"]]


@pytest.fixture
def logged(cast: Cast) -> None:
    """A lesson of the school, of the district, of the foreign one; a quiz; a page that is gone."""
    for number, (unit, title) in enumerate(
        [(cast.school, "本校"), (cast.district, "本区"), (cast.foreign_district, "邻区")]
    ):
        log(
            make_lesson(unit, title=title),
            "wagtail.publish",
            user=cast.head,
            timestamp=NOW - timedelta(minutes=number),
        )
    quiz = make_quiz(cast.school)
    log(quiz, "wagtail.edit", user=cast.head, timestamp=NOW - timedelta(minutes=5))
    gone = make_lesson(cast.school, title="删掉的")
    log(gone, "wagtail.delete", user=cast.bureau, timestamp=NOW - timedelta(minutes=6))
    gone.delete()
    PageLogEntry.objects.exclude(user__in=[cast.head, cast.bureau]).delete()


def test_a_school_sees_its_own_and_an_auditor_the_district(cast: Cast, logged: None) -> None:
    own, quiz = (_("Published"), "本校"), (_("Edited"), "防溺水小测")
    assert shown(cast.safety_officer) == [own, quiz]
    gone = (_("Deleted for good"), "删掉的")
    assert shown(cast.auditor) == [own, (_("Published"), "本区"), quiz, gone]


def test_it_is_filtered_by_action_person_and_days(cast: Cast, logged: None) -> None:
    assert [label for _what, label in shown(cast.auditor, action="wagtail.edit")] == ["防溺水小测"]
    assert [label for _what, label in shown(cast.auditor, person=cast.bureau.name)] == ["删掉的"]
    assert shown(cast.auditor, since="2026-11-24") == []
    assert shown(cast.auditor, until="2026-11-22") == []
    assert len(shown(cast.auditor, since="2026-11-23", until="2026-11-23")) == 4
    assert shown(cast.auditor, since="yesterday") == []


def test_it_goes_back_twelve_months(cast: Cast, logged: None) -> None:
    for model in (PageLogEntry, ModelLogEntry):
        model.objects.update(timestamp=NOW - KEPT - timedelta(seconds=1))
    assert shown(cast.auditor) == []


def test_what_became_of_people_is_not_in_it(cast: Cast) -> None:
    log(cast.pupil, "wagtail.edit", user=cast.head, timestamp=NOW)
    assert shown(cast.auditor) == []


def test_the_file_holds_what_was_asked_for_and_is_recorded(cast: Cast, logged: None) -> None:
    response = signed_in(cast.auditor).post(reverse("content_export"), {"action": "wagtail.delete"})
    rows = list(load_workbook(BytesIO(response.content)).active.values)
    assert rows[1:] == [("2026-11-23 09:54:00", _("Deleted for good"), "删掉的", cast.bureau.name)]
    entry = AuditEntry.objects.latest("pk")
    assert (entry.action, entry.detail) == ("exported", {"what": "content", "count": 1})


def test_it_is_paged_and_costs_the_same_for_one_and_for_many(cast: Cast) -> None:
    client, lesson, counts = signed_in(cast.auditor), make_lesson(cast.school), []
    for more in (1, 60):
        for _each in range(more):
            log(lesson, "wagtail.edit", user=cast.head, timestamp=NOW)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(reverse("content_log"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(response.context["entries"]) == 50
