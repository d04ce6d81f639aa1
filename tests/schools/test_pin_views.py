"""The PIN list of a class: who may see it, slips shown once, unlocking."""

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from schools.choices import Role
from schools.domain.pins import set_pins
from schools.models import Pin
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def pins_url(cast: Cast) -> str:
    return reverse("class_pins", args=[cast.class_unit.pk])


def seen(client: Client, url: str) -> str:
    match = re.search(r'name="seen" value="([^"]*)"', client.get(url).content.decode())
    assert match
    return match[1]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("head_teacher", 200),
        ("head", 200),
        ("safety_officer", 200),
        ("sibling_head_teacher", 404),
        ("other_head_teacher", 404),
        ("foreign_head_teacher", 404),
        ("bureau", 404),
        ("pupil", 404),
        ("parent", 404),
    ],
)
def test_class_pins_answers_only_those_who_manage_them(
    client: Client, cast: Cast, who: str, status: int
):
    client.force_login(getattr(cast, who))

    assert client.get(pins_url(cast)).status_code == status
    if status == 404:
        response = client.post(pins_url(cast), {"whom": "all", "seen": "0@-"})
        assert response.status_code == 404
        assert Pin.objects.count() == 0


def test_class_pins_of_a_school_is_not_a_page(client: Client, cast: Cast):
    client.force_login(cast.head)

    assert client.get(reverse("class_pins", args=[cast.school.pk])).status_code == 404


def test_new_pins_are_shown_once_and_kept_as_hashes(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = pins_url(cast)

    response = client.post(url, {"whom": "missing", "seen": seen(client, url)})

    html = response.content.decode()
    shown = re.findall(r'slip__name">([^<]+)</p>\s*<p class="slip__pin">(\d{4})<', html)
    assert [name for name, _pin in shown] == ["李明", "张小雨"]
    assert "no-store" in response["Cache-Control"]
    digest = Pin.objects.get(user=cast.pupil).digest
    assert check_password(dict(shown)["张小雨"], digest)
    again = client.get(url).content.decode()
    assert not any(f">{pin}<" in again for _name, pin in shown)
    assert again.count(gettext("Has a PIN")) == 2


def test_reload_of_the_slips_does_not_change_the_pins(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = pins_url(cast)
    data = {"whom": "all", "seen": seen(client, url)}
    client.post(url, data)
    before = Pin.objects.get(user=cast.pupil).digest

    response = client.post(url, data)

    assert response.status_code == 422
    assert Pin.objects.get(user=cast.pupil).digest == before
    sentence = gettext(
        "PINs were made since this page was opened. Look at the list and choose again."
    )
    assert sentence in response.content.decode()


def test_chosen_pupil_alone_gets_a_new_pin(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = pins_url(cast)

    client.post(url, {"whom": "chosen", "students": [cast.classmate.pk], "seen": seen(client, url)})

    assert list(Pin.objects.values_list("user", flat=True)) == [cast.classmate.pk]


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        ("chosen", "Choose at least one pupil."),
        ("missing", "Everyone in the class has a PIN already."),
    ],
)
def test_choice_of_nobody_says_so(client: Client, cast: Cast, whom: str, sentence: str):
    set_pins(students=[cast.pupil, cast.classmate], now=NOW)
    client.force_login(cast.head_teacher)
    url = pins_url(cast)

    response = client.post(url, {"whom": whom, "seen": seen(client, url)})

    assert response.status_code == 422
    assert gettext(sentence) in response.content.decode()


def test_pupil_of_another_class_gets_no_pin(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = pins_url(cast)

    response = client.post(
        url, {"whom": "chosen", "students": [cast.other_pupil.pk], "seen": seen(client, url)}
    )

    assert response.status_code == 422
    assert Pin.objects.count() == 0


def unlock_url(cast: Cast, pupil_pk: int) -> str:
    return reverse("pin_unlock", args=[cast.class_unit.pk, pupil_pk])


def lock(cast: Cast) -> None:
    set_pins(students=[cast.pupil, cast.other_pupil], now=NOW)
    Pin.objects.update(failed_tries=5)


def failed_tries(pupil_pk: int) -> int:
    return Pin.objects.get(user=pupil_pk).failed_tries


def test_unlock_frees_one_pupil_and_goes_back(client: Client, cast: Cast):
    lock(cast)
    client.force_login(f.make_member(Role.IT_TEACHER, cast.school))

    response = client.post(unlock_url(cast, cast.pupil.pk), {"next": "/sittings/1/"})

    assert (response.status_code, response["Location"]) == (302, "/sittings/1/")
    assert failed_tries(cast.pupil.pk) == 0
    assert failed_tries(cast.other_pupil.pk) == 5


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:1", ""])
def test_unlock_never_leads_to_another_site(client: Client, cast: Cast, target: str):
    lock(cast)
    client.force_login(cast.head_teacher)

    response = client.post(unlock_url(cast, cast.pupil.pk), {"next": target})

    assert response["Location"] == pins_url(cast)


def test_unlock_is_a_404_for_outsiders_and_other_pupils(client: Client, cast: Cast):
    lock(cast)
    client.force_login(cast.sibling_head_teacher)
    assert client.post(unlock_url(cast, cast.pupil.pk)).status_code == 404

    client.force_login(cast.head_teacher)
    assert client.post(unlock_url(cast, cast.other_pupil.pk)).status_code == 404
    assert client.get(unlock_url(cast, cast.pupil.pk)).status_code == 405
    assert failed_tries(cast.pupil.pk) == failed_tries(cast.other_pupil.pk) == 5
