"""A panel asks, a phone confirms: whose browser, once, in time, for one's own class."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from cms.beat import minute
from schools.choices import AuditAction, Role
from schools.domain.erasure import erase_person
from schools.domain.panels import (
    PanelCodeOver,
    ask_for_panel,
    confirm_panel,
    end_panel,
    hash_token,
)
from schools.models import AuditEntry, Panel, User
from schools.panels import SESSION_ASKED, SESSION_PANEL
from schools.rights import everything_about
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW

OVER = "This code has run out or was used. Scan the new one on the panel."


class Clock:
    """The time that the views are told; a test moves it on."""

    now = NOW

    def pass_by(self, **parts: int) -> None:
        self.now += timedelta(**parts)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def screen(db: None) -> Client:
    """A panel that shows its QR code."""
    client = Client()
    client.post("/panel/")
    return client


def token_on(screen: Client) -> str:
    return screen.session[SESSION_ASKED]["token"]


def phone_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


def confirm_url(screen: Client) -> str:
    return reverse("panel_confirm", args=[token_on(screen)])


def confirm(screen: Client, cast: Cast) -> Panel:
    phone = phone_of(cast.head_teacher)
    response = phone.post(confirm_url(screen), {"class": cast.class_unit.pk})
    assert (response.status_code, response["Location"]) == (302, "/panels/")
    return Panel.objects.get(token_hash=hash_token(token_on(screen)))


def class_path(cast: Cast) -> str:
    return reverse("class_page", args=[cast.class_unit.pk])


def test_looking_at_the_page_asks_nothing(client: Client, db: None):
    assert client.get("/panel/").status_code == 200
    assert Panel.objects.count() == 0


def test_panel_shows_qr_and_number_and_keeps_only_a_hash(screen: Client):
    html = screen.get("/panel/").content.decode()

    panel = Panel.objects.get()
    assert f"<span>{panel.number}</span>" in html
    assert "<svg" in html
    assert token_on(screen) not in html.replace("http://testserver", "")
    assert panel.token_hash == hash_token(token_on(screen))
    assert 10 <= panel.number <= 99
    screen.get("/panel/")
    assert Panel.objects.count() == 1


def test_panel_comes_in_after_the_phone_has_confirmed(screen: Client, cast: Cast):
    before = screen.session.session_key
    assert screen.get("/panel/wait/").status_code == 204
    confirm(screen, cast)
    assert screen.get("/panel/wait/")["HX-Redirect"] == "/panel/"

    response = screen.get("/panel/")

    assert (response.status_code, response["Location"]) == (302, class_path(cast))
    page = screen.get(class_path(cast))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert screen.session.session_key != before
    assert not screen.session.exists(before)
    assert SESSION_KEY not in screen.session
    assert screen.session.get_expire_at_browser_close()
    assert screen.get("/panel/")["Location"] == class_path(cast)


def test_phone_says_what_will_happen_and_a_get_confirms_nothing(screen: Client, cast: Cast):
    phone = phone_of(cast.head_teacher)

    response = phone.get(confirm_url(screen))
    phone.head(confirm_url(screen))

    html = response.content.decode()
    assert f"<span>{Panel.objects.get().number}</span>" in html
    assert re.findall(r'<option value="(\d+)">', html) == [str(cast.class_unit.pk)]
    assert Panel.objects.get().confirmed_at is None
    assert screen.get("/panel/wait/").status_code == 204


def test_phone_that_is_not_signed_in_signs_in_first(screen: Client, cast: Cast):
    phone = Client()

    response = phone.post(confirm_url(screen), {"class": cast.class_unit.pk})

    assert response["Location"] == f"/sign-in/?next={confirm_url(screen)}"
    signed_in = phone.post(
        response["Location"],
        {
            "username": cast.head_teacher.username,
            "password": "correct horse battery",
            "next": confirm_url(screen),
        },
    )
    assert signed_in["Location"] == confirm_url(screen)
    assert Panel.objects.get().confirmed_at is None


def test_own_classes_stand_first(screen: Client, cast: Cast):
    both = f.make_member(Role.IT_TEACHER, cast.school)
    both.memberships.create(role=Role.TEACHER, unit=cast.sibling_class)

    html = phone_of(both).get(confirm_url(screen)).content.decode()

    keys = [cast.sibling_class.pk, cast.class_unit.pk]
    assert re.findall(r'<option value="(\d+)">', html) == [str(key) for key in keys]


@pytest.mark.parametrize("which", ["sibling_class", "other_class", "foreign_class", "school"])
def test_nobody_signs_a_panel_in_to_a_class_they_may_not_teach(
    screen: Client, cast: Cast, which: str
):
    response = phone_of(cast.head_teacher).post(
        confirm_url(screen), {"class": getattr(cast, which).pk}
    )

    assert response.status_code == 404
    assert Panel.objects.get().confirmed_at is None


@pytest.mark.parametrize("key", ["", "x", "-1", "²", "9" * 40])
def test_no_class_at_all_is_a_404(screen: Client, cast: Cast, key: str):
    assert phone_of(cast.head).post(confirm_url(screen), {"class": key}).status_code == 404


@pytest.mark.parametrize("who", ["pupil", "parent", "bureau"])
def test_who_teaches_nobody_finds_no_page(screen: Client, cast: Cast, who: str):
    phone = Client()
    phone.force_login(getattr(cast, who))

    assert phone.get(confirm_url(screen)).status_code == 404
    assert phone.post(confirm_url(screen), {"class": cast.class_unit.pk}).status_code == 404
    assert phone.get("/panels/").status_code == 404


def test_code_is_used_once(screen: Client, cast: Cast):
    panel = confirm(screen, cast)

    for phone in (phone_of(cast.head_teacher), phone_of(cast.head)):
        again = phone.post(confirm_url(screen), {"class": cast.class_unit.pk})
        assert again.status_code == 404
        assert gettext(OVER) in again.content.decode()
    panel.refresh_from_db()
    assert panel.confirmed_by == cast.head_teacher
    with pytest.raises(PanelCodeOver):
        confirm_panel(panel=panel, class_unit=cast.class_unit, by=cast.head, now=NOW)


def test_code_runs_out_after_three_minutes(screen: Client, cast: Cast, clock: Clock):
    phone, url = phone_of(cast.head_teacher), confirm_url(screen)
    clock.pass_by(minutes=2, seconds=59)
    assert phone.get(url).status_code == 200

    clock.pass_by(seconds=1)

    late = phone.post(url, {"class": cast.class_unit.pk})
    unknown = phone.get(reverse("panel_confirm", args=["A" * 22]))
    assert [late.status_code, unknown.status_code] == [404, 404]
    assert gettext(OVER) in late.content.decode()
    assert gettext(OVER) in unknown.content.decode()
    assert Panel.objects.get().confirmed_at is None
    assert screen.get("/panel/wait/")["HX-Redirect"] == "/panel/"
    assert "join__qr" not in screen.get("/panel/").content.decode()


def test_photo_of_the_qr_lets_no_other_browser_in(screen: Client, cast: Cast):
    other = Client()
    other.post("/panel/")
    confirm(screen, cast)

    assert other.get("/panel/").status_code == 200
    assert other.get(class_path(cast)).status_code == 404
    assert SESSION_PANEL not in other.session
    assert screen.get("/panel/")["Location"] == class_path(cast)


def test_sign_in_is_taken_once_and_soon(screen: Client, cast: Cast, clock: Clock):
    asked = dict(screen.session[SESSION_ASKED])
    confirm(screen, cast)
    screen.get("/panel/")
    twin = Client()
    session = twin.session
    session[SESSION_ASKED] = asked
    session.save()
    assert twin.get("/panel/").status_code == 200
    assert SESSION_PANEL not in twin.session

    late = Client()
    late.post("/panel/")
    confirm(late, cast)
    clock.pass_by(minutes=3)
    assert late.get("/panel/").status_code == 200
    assert SESSION_PANEL not in late.session


def enter(screen: Client, cast: Cast) -> Panel:
    panel = confirm(screen, cast)
    screen.get("/panel/")
    assert screen.get(class_path(cast)).status_code == 200
    return panel


def test_lesson_ends_the_sign_in(screen: Client, cast: Cast, clock: Clock):
    enter(screen, cast)
    clock.pass_by(minutes=44, seconds=59)
    assert screen.get(class_path(cast)).status_code == 200

    clock.pass_by(seconds=1)

    assert screen.get(class_path(cast))["Location"] == "/panel/"
    html = screen.get("/panel/").content.decode()
    assert gettext("The sign-in on this panel has ended.") in html
    assert screen.get(class_path(cast)).status_code == 404


def test_phone_lists_its_panels_and_ends_them(screen: Client, cast: Cast):
    panel = enter(screen, cast)
    phone, other = phone_of(cast.head_teacher), phone_of(cast.head)
    end = reverse("panel_end", args=[panel.pk])
    assert end in phone.get("/panels/").content.decode()
    assert end not in other.get("/panels/").content.decode()
    assert other.post(end).status_code == 404
    assert phone.get(end).status_code == 405
    assert screen.get(class_path(cast)).status_code == 200

    assert phone.post(end)["Location"] == "/panels/"

    assert end not in phone.get("/panels/").content.decode()
    assert screen.get(class_path(cast))["Location"] == "/panel/"


def test_panel_signs_itself_out(screen: Client, cast: Cast):
    panel = enter(screen, cast)

    response = screen.post("/panel/end/")

    assert response["Location"] == "/panel/"
    assert dict(screen.session) == {}
    panel.refresh_from_db()
    assert panel.ends_at == NOW
    assert screen.get(class_path(cast)).status_code == 404


def test_teacher_who_presses_end_by_mistake_stays_signed_in(cast: Cast):
    phone = phone_of(cast.head_teacher)

    phone.post("/panel/end/")

    assert phone.session[SESSION_KEY] == str(cast.head_teacher.pk)
    assert phone.get("/panel/")["Location"] == "/panels/"


def test_teacher_who_loses_the_class_or_the_account_ends_it(screen: Client, cast: Cast):
    enter(screen, cast)
    held = cast.head_teacher.memberships.get()

    held.delete()
    assert screen.get(class_path(cast))["Location"] == "/panel/"

    second = Client()
    second.post("/panel/")
    held.save()
    enter(second, cast)
    User.objects.filter(pk=cast.head_teacher.pk).update(is_active=False)
    assert second.get(class_path(cast))["Location"] == "/panel/"


def test_signed_in_and_out_are_in_the_audit_log(screen: Client, cast: Cast, clock: Clock):
    panel = enter(screen, cast)
    end_panel(panel=panel, by=cast.head_teacher, now=NOW)
    end_panel(panel=panel, by=cast.head_teacher, now=NOW)

    rows = AuditEntry.objects.filter(detail__panel=panel.pk).order_by("id")
    assert list(rows.values_list("action", "actor", "unit")) == [
        (AuditAction.PANEL_SIGNED_IN, cast.head_teacher.pk, cast.class_unit.pk),
        (AuditAction.PANEL_SIGNED_OUT, cast.head_teacher.pk, cast.class_unit.pk),
    ]
    assert not AuditEntry.objects.filter(action=AuditAction.SIGN_IN, detail__panel=panel.pk)


def test_panels_are_in_the_copy_and_go_with_an_erasure(screen: Client, cast: Cast):
    panel = enter(screen, cast)
    held = everything_about(cast.head_teacher)["schools"]["panels"]
    assert held == [
        {"class_unit_id": cast.class_unit.pk, "confirmed_at": NOW, "ends_at": panel.ends_at}
    ]

    cast.head_teacher.memberships.all().delete()
    erase_person(user=cast.head_teacher, reason="本人要求", now=NOW)

    assert not Panel.objects.exists()


def test_child_who_sat_at_the_panel_is_forgotten(client: Client, cast: Cast):
    client.force_login(cast.pupil, backend="schools.backends.PinBackend")

    assert client.get("/panel/").status_code == 200
    assert SESSION_KEY not in client.session


def test_each_post_needs_its_token(cast: Cast):
    client = Client(enforce_csrf_checks=True)
    panel = ask_for_panel(now=NOW).panel
    for url in ("/panel/", "/panel/end/", reverse("panel_end", args=[panel.pk])):
        assert client.post(url).status_code == 403
    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    made = ask_for_panel(now=NOW)
    url = reverse("panel_confirm", args=[made.token])
    assert client.post(url, {"class": cast.class_unit.pk}).status_code == 403
    made.panel.refresh_from_db()
    assert made.panel.confirmed_at is None


def test_worker_forgets_old_panels(screen: Client, cast: Cast, clock: Clock):
    panel = enter(screen, cast)
    ask_for_panel(now=NOW)

    clock.pass_by(minutes=4)
    minute()
    assert list(Panel.objects.all()) == [panel]
    clock.pass_by(days=1, minutes=40)
    minute()
    assert list(Panel.objects.all()) == [panel]
    clock.pass_by(minutes=2)
    minute()
    assert not Panel.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_panels_asks_as_much_for_three_as_for_one(
    cast: Cast, count: int, django_assert_num_queries
):
    for _ in range(count):
        asked = ask_for_panel(now=NOW).panel
        confirm_panel(panel=asked, class_unit=cast.class_unit, by=cast.head_teacher, now=NOW)
    phone = phone_of(cast.head_teacher)

    with django_assert_num_queries(8):
        assert phone.get("/panels/").content.decode().count("/end/") == count
