"""The district's own account: linked by who is signed in or by a verified phone, never made."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from schools.choices import AuditAction
from schools.domain.erasure import erase_person
from schools.models import AuditEntry, User
from schools.rights import everything_about
from tests.conftest import Cast
from tests.factories import NOW
from tests.sso.provider import FakeProvider, running
from tests.test_access import PUBLIC_WAGTAIL, TABLE, all_names

OWN = {"sso_links", "sso_begin", "sso_unlink", "dingtalk_callback", "openid_connect_callback"}
DISTRICT = settings.SSO_PROVIDERS[0]


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    with running(urlsplit(DISTRICT.server).port or 0) as fake:
        yield fake


@pytest.fixture
def teacher(cast: Cast) -> User:
    return cast.head_teacher


def begin(client: Client) -> HttpResponse:
    return client.post("/sso/district/begin/")


def come_back(client: Client, begun: HttpResponse, **query: str) -> HttpResponse:
    state = parse_qs(urlsplit(begun["Location"]).query)["state"][0]
    url = "/sso/oidc/district/callback/"
    return client.get(url, {"state": state, "code": "good", **query})


def go(client: Client) -> HttpResponse:
    return come_back(client, begin(client))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


def link(user: User) -> None:
    SocialAccount.objects.create(user=user, provider="district", uid="teacher-17")


def test_these_addresses_and_no_others_are_there(db: None):
    names = {name for name, text in all_names(get_resolver()) if not text.startswith("admin/")}
    assert names - set(TABLE) - PUBLIC_WAGTAIL == OWN
    for name in ("account_signup", "account_login", "socialaccount_signup", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_begin_leads_to_the_provider_with_state_and_pkce(client: Client, cast: Cast, provider):
    assert client.get("/sso/district/begin/").status_code == 405
    assert client.post("/sso/unknown/begin/").status_code == 404

    begun = begin(client)

    asked = parse_qs(urlsplit(begun["Location"]).query)
    assert begun["Location"].startswith(f"{provider.url}/authorize?")
    assert asked["redirect_uri"] == ["http://testserver/sso/oidc/district/callback/"]
    assert asked["code_challenge_method"] == ["S256"]
    policy = client.get("/sign-in/")["Content-Security-Policy"]
    assert f"form-action 'self' {provider.url} https://login.dingtalk.com" in policy
    assert DISTRICT.name in client.get("/sign-in/").content.decode()


def test_linked_account_signs_in(client: Client, teacher: User, provider):
    link(teacher)

    response = go(client)

    assert response["Location"] == "/my/"
    assert client.session[SESSION_KEY] == str(teacher.pk)
    assert AuditEntry.objects.filter(action=AuditAction.SIGN_IN, actor=teacher).count() == 1
    assert provider.asked[0]["code_verifier"]


def test_nothing_of_what_the_provider_tells_is_kept(client: Client, teacher: User, provider):
    provider.claims |= {"name": "陈老师", "email": "chen@example.cn", "email_verified": True}
    link(teacher)

    go(client)

    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()


def test_unknown_account_makes_nobody(client: Client, cast: Cast, provider):
    User.objects.filter(pk=cast.head.pk).update(email="head@example.cn")
    known = {"preferred_username": cast.head.username, "email": "head@example.cn"}
    provider.claims |= {**known, "email_verified": True}
    before = User.objects.count()

    response = go(client)

    assert response["Location"] == "/sign-in/"
    assert SESSION_KEY not in client.session
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_signed_in_person_links_and_unlinks(teacher: User, provider):
    client = signed_in(teacher)
    assert "/sso/district/begin/" in client.get("/sso/").content.decode()

    assert go(client)["Location"] == "/sso/"

    held = SocialAccount.objects.get()
    assert (held.user, held.provider, held.uid, held.extra_data) == (
        teacher, "district", "teacher-17", {},
    )  # fmt: skip
    assert go(Client())["Location"] == "/my/"
    assert everything_about(teacher)["sso"] == [{"provider": "district", "uid": "teacher-17"}]
    client.post("/sso/district/unlink/")
    assert not SocialAccount.objects.exists()
    actions = AuditEntry.objects.filter(actor=teacher).values_list("action", flat=True)
    assert [each for each in actions if each.startswith("sso")] == ["sso_unlinked", "sso_linked"]


def test_account_of_somebody_else_is_not_taken_over(cast: Cast, teacher: User, provider):
    link(cast.head)
    client = signed_in(teacher)

    assert go(client)["Location"] == "/sso/"

    assert SocialAccount.objects.get().user == cast.head
    assert client.session[SESSION_KEY] == str(teacher.pk)


def test_second_account_of_one_provider_is_refused(teacher: User, provider):
    SocialAccount.objects.create(user=teacher, provider="district", uid="other")

    go(signed_in(teacher))

    assert SocialAccount.objects.get().uid == "other"


@pytest.mark.parametrize("is_verified", [True, False, "true", None])
def test_only_a_verified_phone_finds_its_owner(
    client: Client, teacher: User, provider, is_verified: object
):
    User.objects.filter(pk=teacher.pk).update(phone="13800000017")
    provider.claims |= {"phone_number": "+86 138 0000 0017", "phone_number_verified": is_verified}

    response = go(client)

    assert response["Location"] == ("/my/" if is_verified is True else "/sign-in/")
    assert SocialAccount.objects.filter(user=teacher).exists() is (is_verified is True)


def test_phone_of_two_people_finds_neither(client: Client, cast: Cast, provider):
    User.objects.filter(pk__in=[cast.head.pk, cast.parent.pk]).update(phone="13800000017")
    provider.claims |= {"phone_number": "13800000017", "phone_number_verified": True}

    assert go(client)["Location"] == "/sign-in/"


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_pupil": True}])
def test_closed_account_and_pupil_stay_outside(
    client: Client, teacher: User, provider, change: dict[str, bool]
):
    link(teacher)
    User.objects.filter(pk=teacher.pk).update(**change)

    assert go(client)["Location"] == "/sign-in/"
    assert SESSION_KEY not in client.session


def test_pupils_find_no_page(cast: Cast, provider):
    client = Client()
    client.force_login(cast.pupil, backend="schools.backends.PinBackend")

    assert client.get("/sso/").status_code == 404
    assert begin(client).status_code == 404
    assert client.post("/sso/district/unlink/").status_code == 404


def test_wrong_code_state_and_refusal_end_at_sign_in(client: Client, teacher: User, provider):
    link(teacher)
    assert come_back(client, begin(client), code="bad")["Location"] == "/sign-in/"
    assert come_back(client, begin(client), state="forged")["Location"] == "/sign-in/"
    assert come_back(client, begin(client), error="access_denied")["Location"] == "/sign-in/"
    stolen = begin(client)
    assert come_back(Client(), stolen)["Location"] == "/sign-in/"
    assert client.get("/sso/oidc/unknown/callback/").status_code == 404
    assert SESSION_KEY not in client.session


def test_silent_provider_is_told(client: Client, cast: Cast):
    assert begin(client)["Location"] == "/sign-in/"
    assert begin(signed_in(cast.head))["Location"] == "/sso/"


def test_dingtalk_begins_at_dingtalk(client: Client, db: None):
    begun = client.post("/sso/dingtalk/begin/")

    assert begun["Location"].startswith("https://login.dingtalk.com/oauth2/auth?")
    asked = parse_qs(urlsplit(begun["Location"]).query)
    assert asked["redirect_uri"] == ["http://testserver/sso/dingtalk/callback/"]


def test_erasure_removes_the_link(cast: Cast):
    link(cast.parent)

    erase_person(user=cast.parent, reason="家长要求", now=NOW)

    assert not SocialAccount.objects.exists()
