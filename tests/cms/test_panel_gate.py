"""What a panel can do in its lesson, what it is not shown, and what ends it."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from quizzes.models import Sitting
from schools.domain.codes import class_code_of
from schools.domain.panels import ask_for_panel, confirm_panel, end_panel
from schools.models import AuditEntry, Membership, Panel, Pin
from schools.panels import SESSION_PANEL
from tests.conftest import Cast
from tests.courses.factories import make_lesson
from tests.factories import NOW
from tests.quizzes.factories import make_quiz, make_sitting


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def panel(cast: Cast) -> Panel:
    asked = ask_for_panel(now=NOW).panel
    return confirm_panel(panel=asked, class_unit=cast.class_unit, by=cast.head, now=NOW)


@pytest.fixture
def screen(panel: Panel) -> Client:
    client = Client()
    session = client.session
    session[SESSION_PANEL] = panel.pk
    session.save()
    return client


def class_path(cast: Cast) -> str:
    return reverse("class_page", args=[cast.class_unit.pk])


def test_panel_gives_a_quiz_and_ends_it(screen: Client, cast: Cast):
    lesson = make_lesson(cast.district, quiz=make_quiz(cast.school))

    opened = screen.post(reverse("sitting_open", args=[cast.class_unit.pk]), {"lesson": lesson.pk})

    sitting = Sitting.objects.get()
    assert opened["Location"] == reverse("sitting", args=[sitting.pk])
    assert sitting.given_by == cast.head
    assert sitting.join_code[:3] in screen.get(opened["Location"]).content.decode()
    assert screen.get(reverse("sitting_live", args=[sitting.pk])).status_code == 200
    screen.post(reverse("sitting_close", args=[sitting.pk]))
    sitting.refresh_from_db()
    assert sitting.closes_at == NOW
    assert AuditEntry.objects.filter(actor=cast.head, unit=cast.class_unit).count() == 3


def test_board_shows_who_is_locked_and_unlocks_nobody(screen: Client, cast: Cast):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    Pin.objects.create(user=cast.pupil, digest="!", failed_tries=5, changed_at=NOW)
    unlock = reverse("pin_unlock", args=[cast.class_unit.pk, cast.pupil.pk])

    for name in ("sitting", "sitting_live"):
        html = screen.get(reverse(name, args=[sitting.pk])).content.decode()
        assert gettext("PIN locked") in html
        assert unlock not in html
    screen.post(unlock)
    assert Pin.objects.get(user=cast.pupil).failed_tries == 5


def test_class_page_offers_a_panel_nothing_that_it_may_not_open(screen: Client, cast: Cast):
    code = class_code_of(class_unit=cast.class_unit, now=NOW)

    html = screen.get(class_path(cast)).content.decode()

    hidden = ["class_pins", "class_cards"]
    assert [n for n in hidden if reverse(n, args=[cast.class_unit.pk]) in html] == []
    assert [p for p in ("/my/", "/plan/", "/panels/", "/admin/", str(code)) if p in html] == []
    assert cast.head.name not in html
    assert 'http-equiv="refresh" content="2700;url=/panel/"' in html
    assert reverse("panel_leave") in html


def test_slides_on_a_panel_lead_back_to_its_class_and_show_no_notes(screen: Client, cast: Cast):
    lesson = make_lesson(cast.district, quiz=make_quiz(cast.school))
    lesson.teacher_notes = "<p>只给老师看</p>"
    lesson.save_revision().publish()
    url = f"{lesson.url}slides/"

    response = screen.get(f"{url}?class={cast.sibling_class.pk}")

    html = response.content.decode()
    assert "只给老师看" not in html
    assert f'data-exit="{class_path(cast)}"' in html
    assert reverse("sitting_open", args=[cast.class_unit.pk]) in html
    assert str(reverse("sitting_open", args=[cast.sibling_class.pk])) not in html
    assert "no-store" in response["Cache-Control"]
    assert 'http-equiv="refresh"' not in html


def test_public_pages_know_the_panel_and_not_the_teacher(screen: Client, cast: Cast):
    response = screen.get(reverse("search"))

    html = response.content.decode()
    assert reverse("panel_leave") in html
    assert cast.head.name not in html
    assert "no-store" in response["Cache-Control"]
    assert screen.get("/my/")["Location"] == "/sign-in/?next=/my/"


def test_ended_panel_sends_every_page_of_the_class_back(screen: Client, cast: Cast, panel: Panel):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    live = reverse("sitting_live", args=[sitting.pk])
    end_panel(panel=panel, by=None, now=NOW)

    response = screen.get(live, headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == "/panel/"
    assert SESSION_PANEL not in screen.session
    assert screen.get(live).status_code == 404


def test_ended_panel_starts_nothing(screen: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch):
    lesson = make_lesson(cast.district, quiz=make_quiz(cast.school))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=45))

    url = reverse("sitting_open", args=[cast.class_unit.pk])

    assert screen.post(url, {"lesson": lesson.pk})["Location"] == "/panel/"
    assert not Sitting.objects.exists()


def test_teacher_without_the_class_any_more_is_nobody_here(screen: Client, cast: Cast):
    Membership.objects.filter(user=cast.head).delete()

    assert screen.get(class_path(cast))["Location"] == "/panel/"


def test_who_signs_in_on_the_panel_is_that_person_and_no_panel(screen: Client, cast: Cast):
    teacher = cast.sibling_head_teacher
    screen.post("/sign-in/", {"username": teacher.username, "password": "correct horse battery"})

    assert screen.session[SESSION_KEY] == str(teacher.pk)
    assert screen.get(class_path(cast)).status_code == 404
    own = reverse("class_page", args=[cast.sibling_class.pk])
    assert "http-equiv" not in screen.get(own).content.decode()
    screen.post("/sign-out/")
    assert screen.get(class_path(cast)).status_code == 404


def test_a_panel_asks_no_more_than_its_teacher_does(screen: Client, cast: Cast):
    """Two queries for the panel and whether it stands; it leaves out what it is not offered."""
    own = Client()
    own.force_login(cast.head, backend="schools.backends.PasswordBackend")
    counts = []
    for client in (own, screen):
        client.get(class_path(cast))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(class_path(cast)).status_code == 200
        counts.append(len(queries))
    assert counts[1] <= counts[0]
