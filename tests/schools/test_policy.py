"""The two profiles: what a password must be like, how old it may be, how often one may err."""

from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from schools.checks import check_security_settings
from schools.models import User
from schools.validators import kinds_of_characters
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.test_signin import PASSWORD, sign_in


@pytest.mark.parametrize(
    ("password", "kinds"),
    [("abc", 1), ("ABC", 1), ("Abc1", 3), ("Ab1!", 4), ("安全", 1), ("安全a", 2), ("", 0)],
)
def test_kinds_of_characters(password: str, kinds: int) -> None:
    assert kinds_of_characters(password) == kinds


@pytest.mark.parametrize(
    ("profile", "password", "is_good"),
    [
        ("modern", "tuwgbplkqz", True),
        ("modern", "tuwgbplkq", False),
        ("modern", "password123", False),
        ("dengbao", "tuwgbplkqz", False),
        ("dengbao", "tuwgB7pl", True),
        ("dengbao", "tuwg7-pl", True),
        ("dengbao", "tuwgB7p", False),
        ("dengbao", "tuwgbp77", False),
    ],
)
def test_profiles_ask_for_length_or_mixture(settings, profile, password, is_good) -> None:
    settings.SECURITY_PROFILE = profile
    if is_good:
        validate_password(password)
    else:
        with pytest.raises(ValidationError):
            validate_password(password)


def test_the_help_says_what_the_profile_asks(settings) -> None:
    settings.SECURITY_PROFILE = "dengbao"
    assert "8" in " ".join(password_validators_help_texts())


def test_check_refuses_an_unknown_profile_and_unknown_roles(settings) -> None:
    assert check_security_settings() == []
    settings.SECURITY_PROFILE, settings.TOTP_REQUIRED_ROLES = "strict", ["headmaster"]
    assert [error.id for error in check_security_settings()] == ["schools.E001", "schools.E002"]


@pytest.mark.parametrize(
    ("profile", "days", "target"),
    [
        ("modern", None, "my"),
        ("modern", 400, "my"),
        ("dengbao", None, "password_change"),
        ("dengbao", 91, "password_change"),
        ("dengbao", 89, "my"),
    ],
)
def test_an_old_password_is_asked_for_at_sign_in(
    client: Client, cast: Cast, settings, monkeypatch, profile, days, target
) -> None:
    settings.SECURITY_PROFILE = profile
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    if days is not None:
        changed = NOW - timedelta(days=days)
        User.objects.filter(pk=cast.head.pk).update(password_changed_at=changed)
    sign_in(client, cast.head.username)
    response = client.get(reverse("my"))
    assert response.status_code == (200 if target == "my" else 302)
    assert target == "my" or response["Location"] == reverse(target)


def test_a_birthday_of_a_password_stops_nobodys_work(
    client: Client, cast: Cast, settings, monkeypatch
) -> None:
    settings.SECURITY_PROFILE = "dengbao"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    almost = NOW - timedelta(days=90) + timedelta(minutes=5)
    User.objects.filter(pk=cast.head.pk).update(password_changed_at=almost)
    sign_in(client, cast.head.username)
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW + timedelta(minutes=10))
    assert client.get(reverse("my")).status_code == 200


def test_a_new_password_lifts_the_demand(client: Client, cast: Cast, settings) -> None:
    settings.SECURITY_PROFILE = "dengbao"
    sign_in(client, cast.head.username)
    new = {"old_password": PASSWORD, "new_password1": "tuwgB7pl", "new_password2": "tuwgB7pl"}
    assert client.post(reverse("password_change"), new)["Location"] == reverse("my")
    assert client.get(reverse("my")).status_code == 200


@pytest.mark.parametrize(("profile", "minutes"), [("modern", "15"), ("dengbao", "30")])
def test_the_lockout_follows_the_profile(
    client: Client, cast: Cast, settings, profile: str, minutes: str
) -> None:
    settings.SECURITY_PROFILE = profile
    statuses = [sign_in(client, cast.head.username, "wrong").status_code for _try in range(5)]
    assert statuses == [200, 200, 200, 200, 429]
    assert minutes in sign_in(client, cast.head.username).content.decode()
