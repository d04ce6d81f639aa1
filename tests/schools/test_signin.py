"""Sign-in of staff and parents: by name or phone, locked after five wrong tries."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schools.backends import account_name, fold_phone
from schools.domain.passwords import issue_pupil_passwords
from tests.conftest import Cast
from tests.factories import TODAY, UserFactory, make_class, make_pupil

PASSWORD = "correct horse battery"
WRONG = "The user name or the password is not right. Please try again."


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    data = {"username": username, "password": password, **more}
    return client.post(reverse("sign_in"), data)


def signed_in_as(client: Client) -> str | None:
    return client.session.get(SESSION_KEY)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("13800000001", "13800000001"),
        ("+86 138-0000-0001", "13800000001"),
        ("138 0000 0001", "13800000001"),
        ("zhang", ""),
        ("", ""),
    ],
)
def test_fold_phone(typed: str, folded: str):
    assert fold_phone(typed) == folded


def test_user_name_signs_in_and_leads_to_my_page(client: Client, cast: Cast):
    response = sign_in(client, cast.head_teacher.username)

    assert (response.status_code, response["Location"]) == (302, reverse("my"))
    assert signed_in_as(client) == str(cast.head_teacher.pk)


@pytest.mark.parametrize("typed", ["13800000001", "138 0000 0001", "１３８０００００００１"])
def test_phone_signs_in_a_parent(client: Client, cast: Cast, typed: str):
    parent = UserFactory(phone="13800000001")

    sign_in(client, typed)

    assert signed_in_as(client) == str(parent.pk)


@pytest.mark.django_db
def test_shared_phone_signs_in_nobody(client: Client):
    UserFactory(phone="13800000001")
    UserFactory(phone="13800000001")

    response = sign_in(client, "13800000001")

    assert gettext(WRONG) in response.content.decode()
    assert signed_in_as(client) is None


@pytest.mark.django_db
def test_phone_ignores_pupils_who_share_it_with_a_parent():
    parent = UserFactory(phone="13800000001")
    UserFactory(phone="13800000001", is_pupil=True)

    assert account_name("13800000001") == parent.username


def test_pupil_cannot_sign_in_by_password(client: Client, cast: Cast):
    response = sign_in(client, cast.pupil.username)

    assert response.status_code == 200
    assert gettext(WRONG) in response.content.decode()
    assert signed_in_as(client) is None


def test_next_stays_on_this_site(client: Client, cast: Cast):
    username = cast.head_teacher.username

    assert sign_in(client, username, next="/plan/")["Location"] == "/plan/"
    assert sign_in(client, username, next="https://evil.example/")["Location"] == reverse("my")
    assert sign_in(client, username, next="//evil.example/")["Location"] == reverse("my")


def test_fifth_wrong_try_locks_the_account_here_and_no_other(client: Client, cast: Cast):
    username = cast.head_teacher.username

    statuses = [sign_in(client, username, "wrong").status_code for _try in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    response = sign_in(client, username)
    assert response.status_code == 429
    assert gettext("Please wait a little") in response.content.decode()
    assert "15" in response.content.decode()
    assert signed_in_as(client) is None
    assert sign_in(client, cast.head.username).status_code == 302
    assert signed_in_as(client) == str(cast.head.pk)


def test_locked_account_still_opens_from_another_address(client: Client, cast: Cast):
    for _try in range(5):
        sign_in(client, cast.head_teacher.username, "wrong")
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")

    sign_in(elsewhere, cast.head_teacher.username)

    assert signed_in_as(elsewhere) == str(cast.head_teacher.pk)


def test_name_and_phone_share_one_count(client: Client, cast: Cast):
    cast.head_teacher.phone = "13800000001"
    cast.head_teacher.save()
    for _try in range(3):
        sign_in(client, cast.head_teacher.username, "wrong")

    assert sign_in(client, "13800000001", "wrong").status_code == 200
    assert sign_in(client, "13800000001", "wrong").status_code == 429
    assert sign_in(client, cast.head_teacher.username).status_code == 429


def test_sign_out_takes_a_post(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    assert client.get(reverse("sign_out")).status_code == 405
    assert signed_in_as(client) == str(cast.head_teacher.pk)

    response = client.post(reverse("sign_out"))

    assert response["Location"] == reverse("sign_in")
    assert signed_in_as(client) is None


def test_sign_out_of_a_pupil_leads_to_the_join_code(client: Client, cast: Cast):
    client.force_login(cast.pupil)

    assert client.post(reverse("sign_out"))["Location"] == reverse("join")


def test_password_page_changes_ones_own_password(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    new = "another long sentence 7"

    response = client.post(
        reverse("password_change"),
        {"old_password": PASSWORD, "new_password1": new, "new_password2": new},
    )

    assert response["Location"] == reverse("my")
    cast.head_teacher.refresh_from_db()
    assert cast.head_teacher.check_password(new)


def test_password_page_is_not_for_pupils_and_strangers(client: Client, cast: Cast):
    url = reverse("password_change")
    assert client.get(url)["Location"] == f"{reverse('sign_in')}?next={url}"

    client.force_login(cast.pupil)
    assert client.get(url).status_code == 404


def test_sign_in_page_is_not_kept_by_the_browser(client: Client, db: None):
    assert "no-store" in client.get(reverse("sign_in"))["Cache-Control"]


def test_one_childs_wrong_tries_lock_no_other_at_the_same_address(cast: Cast) -> None:
    senior = make_class(cast.school, entry_year=2020, number=3)
    children = [make_pupil(senior) for _time in range(3)]
    issued = issue_pupil_passwords(
        students=children, class_unit=senior, issued_by=cast.head, now=timezone.now(), day=TODAY
    )
    school = {"REMOTE_ADDR": "10.0.0.1"}
    for _try in range(20):
        sign_in(Client(**school), children[0].username, "wrong")
    assert sign_in(Client(**school), children[0].username, issued[children[0]]).status_code == 429
    for child in children[1:]:
        client = Client(**school)
        sign_in(client, child.username, issued[child])
        assert signed_in_as(client) == str(child.pk)
    home = Client(REMOTE_ADDR="10.9.9.9")
    sign_in(home, children[0].username, issued[children[0]])
    assert signed_in_as(home) == str(children[0].pk)
