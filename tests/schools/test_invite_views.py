"""Joining by a slip: the number, the text, the account; and what a mere look changes."""

import logging

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from schools.backends import PIN_BACKEND
from schools.brake import Brake
from schools.consent import CURRENT
from schools.domain.invitations import revoke_invitation
from schools.logs import HideCardTokens
from schools.models import AuditEntry, Consent, Guardianship, Invitation, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.slips import know_phone, print_slip

INVITE, ACCOUNT = "/invite/", "/invite/account/"
FATHER, MOTHER = "13800138000", "13900139000"
YES = {"answer": "given", "version": CURRENT.version}
NEW = {
    "name": "李父",
    "phone": "138 0013 8000",
    "relation": "father",
    "password": "horse-battery-1",
    "again": "horse-battery-1",
}


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def token(cast: Cast) -> str:
    return print_slip(cast, cast.classmate)


def show(client: Client, token: str):
    return client.get(f"/invite/{token}/", follow=True)


def agree(client: Client, token: str):
    show(client, token)
    return client.post(INVITE, YES)


def links_of(child: User) -> list[User]:
    return [link.guardian for link in Guardianship.objects.filter(child=child).order_by("pk")]


def test_a_look_changes_nothing(client, cast, token):
    """A chat that fetches the address ahead of people: no link, no answer, no count, no entry."""
    before = (Invitation.objects.values().get(), AuditEntry.objects.count())
    for _time in range(20):
        assert Client().head(f"/invite/{token}/").status_code == 302
        assert show(Client(), token).status_code == 200
    assert (Invitation.objects.values().get(), AuditEntry.objects.count()) == before
    assert Consent.objects.filter(child=cast.classmate).count() == 0
    assert client.post(f"/invite/{token}/").status_code == 405


def test_the_token_leaves_the_address_at_once_and_is_in_no_page(client, token):
    response = show(client, token)
    assert [url for url, _status in response.redirect_chain] == [INVITE]
    assert token not in response.content.decode()
    assert token not in "".join(str(each.get_decoded()) for each in Session.objects.all())


def test_a_new_guardian_makes_an_account_and_sees_the_child(client, cast, token):
    assert agree(client, token).url == ACCOUNT
    response = client.post(ACCOUNT, NEW, follow=True)
    assert response.redirect_chain == [(reverse("my"), 302)]
    assert [card.child for card in response.context["children"]] == [cast.classmate]
    guardian = User.objects.get(username=FATHER)
    assert (guardian.name, guardian.phone, guardian.is_pupil, guardian.is_staff) == (
        "李父",
        FATHER,
        False,
        False,
    )
    assert guardian.check_password("horse-battery-1")
    link = Guardianship.objects.get(guardian=guardian)
    assert (link.child, link.relation, link.joined_at) == (cast.classmate, "father", NOW)
    given = Consent.objects.get(guardian=guardian)
    assert (given.child, given.answer, given.version) == (cast.classmate, "given", CURRENT.version)
    joined = AuditEntry.objects.get(action="guardian_joined")
    assert (joined.actor, joined.about, joined.unit, joined.detail) == (
        guardian,
        cast.classmate,
        cast.class_unit,
        {"guardians": 1},
    )
    assert Invitation.objects.get().joined == 1
    assert client.get(INVITE).status_code == 404  # the slip is put away


def test_the_new_account_signs_in_by_number(client, token):
    agree(client, token)
    client.post(ACCOUNT, NEW)
    other = Client()
    other.post(reverse("sign_in"), {"username": FATHER, "password": "horse-battery-1"})
    assert other.get(reverse("my")).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "=1+1"),
        ("phone", "1380013800"),
        ("phone", "0755-1234567"),
        ("phone", ""),
        ("password", "1234567890"),
        ("password", FATHER),
        ("again", "horse-battery-2"),
        ("relation", "king"),
    ],
)
def test_bad_input_makes_nothing_and_says_where(client, cast, token, field, value):
    agree(client, token)
    users = User.objects.count()
    response = client.post(ACCOUNT, {**NEW, field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert (User.objects.count(), links_of(cast.classmate)) == (users, [])


@pytest.mark.parametrize("fields", [{"username": FATHER}, {"phone": FATHER}])
def test_a_number_that_is_taken_leads_to_signing_in(client, cast, token, fields):
    f.UserFactory(**fields)
    agree(client, token)
    response = client.post(ACCOUNT, NEW)
    assert response.status_code == 422
    assert gettext("There is an account with this number. Sign in with it.") in str(
        response.context["form"].errors["phone"]
    )
    assert links_of(cast.classmate) == []


def test_one_guardian_several_children_and_schools(client, cast, token):
    """Signing in on the way keeps the slip; the second child's needs no new account."""
    agree(client, token)
    page = client.get(ACCOUNT)
    assert f"/sign-in/?next={ACCOUNT}" in page.content.decode()
    client.post(
        "/sign-in/",
        {"username": cast.parent.username, "password": "correct horse battery", "next": ACCOUNT},
    )
    assert client.post(ACCOUNT, {"relation": ""}).url == reverse("my")
    agree(client, print_slip(cast, cast.other_pupil))
    response = client.post(ACCOUNT, {"relation": "mother"}, follow=True)
    children = [card.child for card in response.context["children"]]
    assert children == sorted(
        [cast.pupil, cast.classmate, cast.other_pupil], key=lambda each: each.pk
    )


def test_several_guardians_of_one_child(token, cast):
    for phone in (FATHER, MOTHER):
        person = Client()
        agree(person, token)
        person.post(ACCOUNT, {**NEW, "phone": phone})
    assert [each.username for each in links_of(cast.classmate)] == [FATHER, MOTHER]


def test_a_known_number_is_asked_for_and_nothing_is_shown_before(client, cast, token):
    know_phone(cast.classmate, FATHER)
    know_phone(cast.classmate, MOTHER)
    html = show(client, token).content.decode()
    assert cast.classmate.name not in html
    assert not any(word in html for word in ("138****", "8000", "139****"))
    client.post(INVITE, YES)
    assert client.get(ACCOUNT).url == INVITE
    assert client.post(INVITE, {"phone": "13700137000"}).status_code == 422
    assert client.post(INVITE, {"phone": "+86 139-0013-9000"}).url == INVITE
    assert cast.classmate.name in client.get(INVITE).content.decode()
    assert client.post(INVITE, YES).url == ACCOUNT


def test_ten_wrong_numbers_void_this_slip_alone(cast, token):
    know_phone(cast.classmate, FATHER)
    other = print_slip(cast, cast.pupil)
    for number in range(10):
        person = Client()
        show(person, token)
        assert person.post(INVITE, {"phone": f"1380013800{number}"[:10] + "9"}).status_code == 422
    person = Client()
    assert show(person, token).status_code == 404
    assert show(person, other).status_code == 200
    assert Invitation.objects.get(child=cast.classmate).failed_tries == 10


def test_the_account_page_wants_the_yes_first(client, token):
    show(client, token)
    assert client.get(ACCOUNT).url == INVITE
    assert client.post(ACCOUNT, NEW).url == INVITE
    assert User.objects.filter(username=FATHER).count() == 0


def test_a_slip_that_is_voided_on_the_way_joins_nobody(client, cast, token):
    agree(client, token)
    print_slip(cast, cast.classmate)
    assert client.post(ACCOUNT, NEW).status_code == 404
    agree(client, print_slip(cast, cast.classmate))
    revoke_invitation(
        child=cast.classmate, class_unit=cast.class_unit, actor=cast.head_teacher, now=NOW
    )
    assert client.post(ACCOUNT, NEW).status_code == 404
    assert (User.objects.filter(username=FATHER).count(), links_of(cast.classmate)) == (0, [])


def test_every_failing_slip_gets_the_same_page(client, cast, token):
    print_slip(cast, cast.classmate)
    void, unknown = client.get(f"/invite/{token}/"), client.get("/invite/AAAAAAAAAAAAAAAAAAAAAA/")
    assert (void.status_code, void.content) == (404, unknown.content)


def test_a_no_is_kept_without_an_account_and_what_follows_is_said(client, cast, token):
    show(client, token)
    users = User.objects.count()
    answer = {"answer": "refused", "version": CURRENT.version, "reason": "不需要"}
    response = client.post(INVITE, answer)
    assert response.status_code == 200
    sentence = gettext("%(name)s takes part in the safety lessons and class quizzes as before.")
    assert sentence % {"name": cast.classmate.name} in response.content.decode()
    kept = Consent.objects.get(child=cast.classmate)
    assert (kept.guardian, kept.answer, kept.reason) == (None, "refused", "不需要")
    assert (User.objects.count(), links_of(cast.classmate)) == (users, [])
    entry = AuditEntry.objects.get(action="consent_refused")
    assert (entry.actor, entry.about, entry.detail) == (
        None,
        cast.classmate,
        {"version": CURRENT.version},
    )
    assert client.get(INVITE).status_code == 404
    client.force_login(cast.head_teacher)
    page = client.get(reverse("class_invitations", args=[cast.class_unit.pk]))
    assert gettext("Somebody of the family said no to an account.") in page.content.decode()
    assert "不需要" in page.content.decode()
    revoke_invitation(
        child=cast.classmate, class_unit=cast.class_unit, actor=cast.head_teacher, now=NOW
    )
    assert client.get(page.request["PATH_INFO"]).context["missing"] == 0  # nobody asks again


def test_an_answer_to_an_older_text_is_asked_again(client, cast, token):
    show(client, token)
    response = client.post(INVITE, {**YES, "version": "2020-01"})
    assert response.status_code == 422
    assert client.get(ACCOUNT).url == INVITE


def test_a_pupil_at_the_same_computer_is_signed_out_and_never_a_guardian(client, cast, token):
    client.force_login(cast.pupil, backend=PIN_BACKEND)
    agree(client, token)
    client.post(ACCOUNT, NEW)
    assert [each.username for each in links_of(cast.classmate)] == [FATHER]


def test_a_note_in_the_session_runs_out(client, token, monkeypatch):
    agree(client, token)
    later = NOW.replace(hour=NOW.hour + 1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert client.post(ACCOUNT, NEW).status_code == 404


def test_a_flood_of_wrong_slips_is_braked(client, token, monkeypatch):
    monkeypatch.setattr("schools.views.invite.WRONG_SLIPS", Brake("wrong", 2))
    codes = [client.get("/invite/AAAAAAAAAAAAAAAAAAAAAA/").status_code for _time in range(3)]
    assert codes == [404, 404, 429]
    assert client.get(f"/invite/{token}/").status_code == 429


def test_logs_hide_tokens(token):
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/invite/{token}/"), None
    )
    HideCardTokens().filter(record)
    assert record.getMessage() == "Not Found: /invite/…/"
