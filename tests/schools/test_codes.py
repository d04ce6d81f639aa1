"""The class code: hard to guess, shown to the class's teachers, on slips, renewed by few."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from schools.choices import AuditAction, Role
from schools.domain.codes import ALPHABET, class_code_of, renew_class_code
from schools.models import AuditEntry, ClassCode
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def sign_in(client: Client, user: object) -> Client:
    client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


def test_code_has_eight_signs_that_nobody_mixes_up(cast: Cast):
    code = class_code_of(class_unit=cast.class_unit, now=NOW)

    assert re.fullmatch(f"[{ALPHABET}]{{8}}", code.code)
    assert not set("01OIL") & set(ALPHABET)
    assert str(code) == f"{code.code[:4]}-{code.code[4:]}"
    assert class_code_of(class_unit=cast.class_unit, now=NOW).code == code.code
    assert class_code_of(class_unit=cast.sibling_class, now=NOW).code != code.code


def test_renewal_is_logged_without_the_code(cast: Cast):
    old = class_code_of(class_unit=cast.class_unit, now=NOW).code
    new = renew_class_code(class_unit=cast.class_unit, by=cast.head_teacher, now=NOW)

    assert new.code != old
    entry = AuditEntry.objects.get(action=AuditAction.CLASS_CODE_SET)
    assert (entry.actor, entry.unit, entry.detail) == (cast.head_teacher, cast.class_unit, {})


def test_head_teacher_makes_and_renews_it(client: Client, cast: Cast):
    sign_in(client, cast.head_teacher)
    url, pins = (reverse(n, args=[cast.class_unit.pk]) for n in ("class_code_renew", "class_pins"))

    assert client.get(url).status_code == 405
    assert client.post(url)["Location"] == pins

    first = ClassCode.objects.get()
    assert str(first) in client.get(pins).content.decode()
    client.post(url)
    assert ClassCode.objects.get().code != first.code


def test_teacher_of_the_class_sees_it_and_cannot_renew_it(client: Client, cast: Cast):
    code = class_code_of(class_unit=cast.class_unit, now=NOW)
    sign_in(client, f.make_member(Role.TEACHER, cast.class_unit))

    page = client.get(reverse("class_page", args=[cast.class_unit.pk]))
    assert str(code) in page.content.decode()
    url = reverse("class_code_renew", args=[cast.class_unit.pk])
    assert client.post(url).status_code == 404
    assert ClassCode.objects.get().code == code.code


def test_slips_carry_the_code_and_tell_namesakes_apart(client: Client, cast: Cast):
    f.make_pupil(cast.class_unit, "张伟")
    second = f.make_pupil(cast.class_unit, "张伟")
    sign_in(client, cast.head_teacher)

    html = client.post(
        reverse("class_pins", args=[cast.class_unit.pk]),
        {"whom": "chosen", "students": [second.pk], "seen": "0@-"},
    ).content.decode()

    assert re.findall(r'slip__name">([^<]+)<', html) == ["张伟 2"]
    assert str(ClassCode.objects.get()) in html
    assert "testserver/home" in html
