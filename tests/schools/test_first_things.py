"""Until a first password is changed, nothing answers but the page for it and the way out."""

from datetime import timedelta

import pytest
from django.contrib.auth.views import LoginView
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils.translation import gettext

from schools.backends import PASSWORD_BACKEND, PIN_BACKEND
from schools.choices import Role
from schools.domain.passwords import issue_first_passwords, issue_pupil_passwords
from schools.models import User
from schools.views.accounts import SignInView
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW, TODAY
from tests.schools.test_signin import PASSWORD, sign_in, signed_in_as
from tests.test_access import TABLE, World, a_path, admin_urls, all_names, world  # noqa: F401

NEW = "another long sentence 7"
FREE = {"password_change", "sign_out", "still_here", "media"}
SESSIONLESS = {"attempt_answers", "attempt_submit", "health"}


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def first_password(user: User) -> str:
    [password] = issue_first_passwords(users=[user], issued_by=None, now=NOW).values()
    return password


def every_path(world: World) -> dict[str, str]:  # noqa: F811
    named = {name: reverse(name, args=row.keys(world, "own")) for name, row in TABLE.items()}
    admin = {name: a_path(text) for name, text in admin_urls()}
    return {**named, **admin, "wagtail_serve": "/", "documents": "/documents/1/a.pdf"}


def test_no_url_answers_before_the_first_password_is_changed(world: World) -> None:  # noqa: F811
    """Superusers too, whom the admin's gate would let through."""
    User.objects.filter(pk=world.cast.head.pk).update(is_superuser=True, is_staff=True)
    user = User.objects.get(pk=world.cast.head.pk)
    first_password(user)
    client = Client()
    client.force_login(user, backend=PASSWORD_BACKEND)
    through = []
    for name, path in every_path(world).items():
        if name in FREE | SESSIONLESS:
            continue
        for method in (client.get, client.post):
            response = method(path)
            if (response.status_code, response.get("Location")) != (302, "/password/"):
                through.append((name, path, response.status_code))
    assert through == []
    assert client.get(reverse("password_change")).status_code == 200
    assert client.post(reverse("sign_out")).status_code == 302


def test_sign_in_change_and_go_on(client: Client, cast: Cast) -> None:
    password = first_password(cast.head_teacher)
    sign_in(client, cast.head_teacher.username, password)
    assert client.get(reverse("my"))["Location"] == reverse("password_change")
    data = {"old_password": password, "new_password1": password, "new_password2": password}
    refused = client.post(reverse("password_change"), data)
    assert gettext("This is your present password. Choose another one.") in refused.content.decode()
    data |= {"new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("password_change"), data)["Location"] == reverse("my")
    assert client.get(reverse("my")).status_code == 200
    assert sign_in(Client(), cast.head_teacher.username, NEW).status_code == 302


@pytest.mark.parametrize(("days", "is_in"), [(30, True), (31, False)])
def test_a_first_password_runs_out_in_thirty_days(
    client: Client, cast: Cast, monkeypatch, days: int, is_in: bool
) -> None:
    password = first_password(cast.head)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(days=days))
    response = sign_in(client, cast.head.username, password)
    assert (signed_in_as(client) is not None) == is_in
    told = gettext("This first password ran out unused. Ask your school for a new one.")
    assert is_in or told in response.content.decode()


def test_a_pupil_with_a_password_comes_in_and_changes_it(client: Client, cast: Cast) -> None:
    senior = f.make_class(cast.school, entry_year=2020, number=3)
    child = f.make_pupil(senior)
    issued = issue_pupil_passwords(
        students=[child], class_unit=senior, issued_by=cast.head, now=NOW, day=TODAY
    )
    sign_in(client, child.username, issued[child])
    assert signed_in_as(client) == str(child.pk)
    assert client.session.get_expire_at_browser_close()
    data = {"old_password": issued[child], "new_password1": NEW, "new_password2": NEW}
    assert client.post(reverse("password_change"), data)["Location"] == reverse("my")
    assert client.get(reverse("my")).status_code == 200
    assert client.get(reverse("two_step")).status_code == 404
    assert client.get(reverse("class_page", args=[senior.pk])).status_code == 404


def test_a_first_password_keeps_nobody_from_a_quiz_in_class(client: Client, cast: Cast) -> None:
    first_password(cast.pupil)
    client.force_login(User.objects.get(pk=cast.pupil.pk), backend=PIN_BACKEND)
    assert client.get(reverse("my")).status_code == 200


def test_a_pupil_without_one_is_refused_whatever_the_table_holds(
    client: Client, cast: Cast
) -> None:
    """The factory's pupils have a hash in the column, but nobody issued it."""
    assert cast.pupil.check_password(PASSWORD)
    sign_in(client, cast.pupil.username)
    assert signed_in_as(client) is None


def test_there_is_one_sign_in_page(client: Client, db: None) -> None:
    """Wagtail brings two of its own, which know neither second steps nor first passwords."""
    for path in ("/admin/login/", "/_util/login/"):
        response = client.get(f"{path}?next=/admin/")
        assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=/admin/")
        data = {"username": "a", "password": "b"}
        assert client.post(path, data)["Location"] == "/sign-in/"
    seen, others = set(), set()
    for name, text in all_names(get_resolver()):
        if text in seen or name is None:
            continue
        seen.add(text)
        path = a_path(text) if text.startswith("admin/") else f"/{text}"
        if "<" in path or "(" in path:
            continue
        try:
            view = get_resolver().resolve(path).func
        except Exception:  # noqa: BLE001, S112: a pattern that a made-up path does not fit
            continue
        kind = getattr(view, "view_class", None)
        if kind and issubclass(kind, LoginView) and kind is not SignInView:
            others.add(path)
    assert others == set()


def test_staff_of_required_roles_set_up_their_second_step_first(
    client: Client, cast: Cast, settings
) -> None:
    settings.TOTP_REQUIRED_ROLES = [Role.SAFETY_OFFICER]
    sign_in(client, cast.safety_officer.username)
    assert client.get(reverse("my"))["Location"] == reverse("two_step")
    assert client.get(reverse("two_step")).status_code == 200
    assert client.post(reverse("two_step_start")).status_code == 302
    teacher = Client()
    sign_in(teacher, cast.head_teacher.username)
    assert teacher.get(reverse("my")).status_code == 200
