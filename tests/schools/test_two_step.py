"""Two-step sign-in: setting up, signing in, backup codes, wrong codes, switching off, reset."""

import re
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from schools.backends import PASSWORD_BACKEND
from schools.domain.erasure import erase_person
from schools.domain.passwords import issue_first_passwords
from schools.domain.two_step import begin_two_step, confirm_two_step
from schools.models import AuditEntry, Membership, User
from schools.rights import everything_about
from tests.conftest import Cast
from tests.schools.test_signin import PASSWORD, sign_in, signed_in_as


def code_of(phone: TOTPDevice) -> str:
    """What the app on the phone shows next: a code is good once, so each is of a later step."""
    phone.refresh_from_db()
    steps = 1 if phone.last_t >= 0 else 0
    return f"{totp(phone.bin_key, t0=-30 * steps):06d}"


def wrong_code(phone: TOTPDevice) -> str:
    near = {f"{totp(phone.bin_key, t0=-30 * step):06d}" for step in range(-3, 4)}
    return next(f"{each:06d}" for each in range(9) if f"{each:06d}" not in near)


def turn_on(user: User) -> tuple[TOTPDevice, list[str]]:
    phone = begin_two_step(user=user)
    return phone, confirm_two_step(user=user, code=code_of(phone), unit=None, now=timezone.now())


def type_code(client: Client, code: str):
    return client.post(reverse("sign_in_code"), {"code": code})


def test_setting_up_by_qr_and_code(client: Client, cast: Cast) -> None:
    client.force_login(cast.head, backend=PASSWORD_BACKEND)
    assert TOTPDevice.objects.count() == 0
    client.post(reverse("two_step_start"))
    phone = TOTPDevice.objects.get(user=cast.head, confirmed=False)
    assert b"<svg" in client.get(reverse("two_step")).content
    assert client.post(reverse("two_step"), {"code": wrong_code(phone)}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0)
    page = client.post(reverse("two_step"), {"code": code_of(phone)}).content.decode()
    codes = re.findall(r"<code[^>]*>([a-z2-7]{8})</code>", page)
    assert len(codes) == 10
    assert set(StaticToken.objects.values_list("token", flat=True)) == set(codes)
    assert TOTPDevice.objects.get().confirmed
    again = client.get(reverse("two_step")).content.decode()
    assert not any(code in again for code in codes)
    assert AuditEntry.objects.first().action == "two_step_on"


def test_the_password_alone_signs_nobody_in(client: Client, cast: Cast) -> None:
    phone, _codes = turn_on(cast.head)
    assert sign_in(client, cast.head.username)["Location"] == reverse("sign_in_code")
    assert signed_in_as(client) is None
    assert client.get(reverse("my")).status_code == 302
    assert type_code(client, code_of(phone))["Location"] == reverse("my")
    assert signed_in_as(client) == str(cast.head.pk)
    entries = AuditEntry.objects.filter(about=None, action="sign_in")
    assert entries.count() == 1


def test_the_way_on_is_kept_over_the_second_step(client: Client, cast: Cast) -> None:
    phone, _codes = turn_on(cast.head)
    sign_in(client, cast.head.username, next="/plan/")
    assert type_code(client, code_of(phone))["Location"] == "/plan/"


def test_a_code_is_good_once(cast: Cast) -> None:
    phone, _codes = turn_on(cast.head)
    code = code_of(phone)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, cast.head.username)
        type_code(client, code)
    assert [signed_in_as(first), signed_in_as(second)] == [str(cast.head.pk), None]


def test_a_backup_code_is_good_once_however_it_is_typed(cast: Cast) -> None:
    _phone, codes = turn_on(cast.head)
    first, second = Client(), Client()
    for client in (first, second):
        sign_in(client, cast.head.username)
        type_code(client, f" {codes[0][:4].upper()}-{codes[0][4:]} ")
    assert [signed_in_as(first), signed_in_as(second)] == [str(cast.head.pk), None]
    assert StaticToken.objects.count() == 9


def test_wrong_codes_are_slowed_down_for_the_account_alone(cast: Cast, monkeypatch) -> None:
    phone, _codes = turn_on(cast.head)
    other_phone, _other = turn_on(cast.safety_officer)
    client, colleague = Client(), Client()
    sign_in(client, cast.head.username)
    assert type_code(client, wrong_code(phone)).status_code == 422
    for _try in range(3):
        told = type_code(client, code_of(phone)).content.decode()
        assert gettext("Wait %(count)d seconds, then try again.") % {"count": 1} in told
    assert signed_in_as(client) is None
    elsewhere = Client(REMOTE_ADDR="10.9.9.9")
    sign_in(elsewhere, cast.head.username)
    type_code(elsewhere, code_of(phone))
    assert signed_in_as(elsewhere) is None
    sign_in(colleague, cast.safety_officer.username)
    type_code(colleague, code_of(other_phone))
    assert signed_in_as(colleague) == str(cast.safety_officer.pk)
    later = timezone.now() + timedelta(seconds=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    type_code(client, code_of(phone))
    assert signed_in_as(client) == str(cast.head.pk)
    failed = AuditEntry.objects.filter(action="sign_in_failed")
    assert [(entry.about, entry.detail) for entry in failed] == [(cast.head, {"what": "code"})]


def test_each_wrong_code_doubles_the_wait(client: Client, cast: Cast, monkeypatch) -> None:
    phone, _codes = turn_on(cast.head)
    sign_in(client, cast.head.username)
    now = timezone.now()
    for seconds in (0, 2, 5, 10):
        moment = now + timedelta(seconds=seconds)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        type_code(client, wrong_code(phone))
    told = type_code(client, code_of(phone)).content.decode()
    assert gettext("Wait %(count)d seconds, then try again.") % {"count": 8} in told


def test_the_second_step_waits_five_minutes(client: Client, cast: Cast, monkeypatch) -> None:
    phone, _codes = turn_on(cast.head)
    sign_in(client, cast.head.username)
    later = timezone.now() + timedelta(seconds=301)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    assert type_code(client, code_of(phone))["Location"] == reverse("sign_in")
    assert signed_in_as(client) is None


def test_a_reset_password_ends_what_stood_between_the_steps(client: Client, cast: Cast) -> None:
    phone, _codes = turn_on(cast.head)
    sign_in(client, cast.head.username)
    issue_first_passwords(users=[cast.head], issued_by=None, now=timezone.now())
    assert type_code(client, code_of(phone))["Location"] == reverse("sign_in")


def test_off_takes_the_password(client: Client, cast: Cast) -> None:
    turn_on(cast.head)
    client.force_login(User.objects.get(pk=cast.head.pk), backend=PASSWORD_BACKEND)
    url = reverse("two_step_off")
    assert client.post(url, {"password": "wrong"}).status_code == 422
    assert TOTPDevice.objects.count() == 1
    assert client.post(url, {"password": PASSWORD}).status_code == 302
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
    assert AuditEntry.objects.first().action == "two_step_off"


def test_guessing_the_password_there_locks_like_sign_in(client: Client, cast: Cast) -> None:
    turn_on(cast.head)
    client.force_login(User.objects.get(pk=cast.head.pk), backend=PASSWORD_BACKEND)
    url = reverse("two_step_off")
    statuses = [client.post(url, {"password": "wrong"}).status_code for _try in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert client.post(url, {"password": PASSWORD}).status_code == 429
    assert TOTPDevice.objects.count() == 1


def test_an_officer_resets_a_colleague_and_ends_the_sessions(client: Client, cast: Cast) -> None:
    turn_on(cast.head_teacher)
    theirs = Client()
    theirs.force_login(User.objects.get(pk=cast.head_teacher.pk), backend=PASSWORD_BACKEND)
    client.force_login(cast.safety_officer, backend=PASSWORD_BACKEND)
    url = reverse("staff_two_step_reset", args=[cast.school.pk, cast.head_teacher.pk])
    assert client.post(url)["Location"] == reverse("staff_passwords", args=[cast.school.pk])
    assert TOTPDevice.objects.count() == 0
    assert theirs.get(reverse("my")).status_code == 302
    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor, entry.about, entry.unit) == (
        "two_step_reset", cast.safety_officer, cast.head_teacher, cast.school,
    )  # fmt: skip


def test_nobody_resets_somebody_above_or_beside_themselves(client: Client, cast: Cast) -> None:
    Membership.objects.create(user=cast.head_teacher, role="bureau_officer", unit=cast.district)
    turn_on(cast.head_teacher)
    client.force_login(cast.safety_officer, backend=PASSWORD_BACKEND)
    for person in (cast.head_teacher, cast.bureau, cast.other_head_teacher, cast.safety_officer):
        url = reverse("staff_two_step_reset", args=[cast.school.pk, person.pk])
        assert client.post(url).status_code == 404
    assert TOTPDevice.objects.count() == 1


def test_export_tells_of_it_without_the_secret_and_erasure_removes_it(cast: Cast) -> None:
    phone, codes = turn_on(cast.parent)
    told = str(everything_about(cast.parent))
    assert "'two_step': {'backup_codes_left': 10}" in told
    assert phone.key not in told
    assert not any(code in told for code in codes)
    erase_person(user=cast.parent, reason="本人申请", now=timezone.now())
    assert (TOTPDevice.objects.count(), StaticToken.objects.count()) == (0, 0)
