"""The page of a class's cards: who may see it, printing once, and the cost of the list."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from schools.cards import card_token
from schools.domain.cards import issue_cards
from schools.models import Card
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def cards_url(cast: Cast) -> str:
    return reverse("class_cards", args=[cast.class_unit.pk])


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
def test_only_those_who_manage_pins_manage_cards(client: Client, cast: Cast, who: str, status: int):
    client.force_login(getattr(cast, who))

    assert client.get(cards_url(cast)).status_code == status
    response = client.post(cards_url(cast), {"whom": "all", "seen": "0@-"})
    assert response.status_code == status
    assert Card.objects.count() == (2 if status == 200 else 0)


def test_cards_are_printed_once_with_the_address_of_the_token(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
):
    coded: list[str] = []
    monkeypatch.setattr(
        "schools.views.cards.qr_svg", lambda text, title: coded.append(text) or title
    )
    client.force_login(cast.head_teacher)
    url = cards_url(cast)

    response = client.post(url, {"whom": "missing", "seen": seen(client, url)})

    html = response.content.decode()
    assert re.findall(r'slip__name">([^<]+)<', html) == ["李明", "张小雨"]
    assert "no-store" in response["Cache-Control"]
    assert coded == [
        f"http://testserver/card/{card_token(Card.objects.get(user=pupil))}/"
        for pupil in (cast.classmate, cast.pupil)
    ]
    again = client.get(url).content.decode()
    assert not any(address.split("/")[-2] in again for address in coded)
    assert len(re.findall(r"2026-11-23(?!T)", again)) == 2


def test_print_page_carries_a_real_code_without_style(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = cards_url(cast)

    html = client.post(url, {"whom": "all", "seen": seen(client, url)}).content.decode()

    assert html.count('<div class="slip__qr"><svg') == 2
    assert 'style="' not in html


def test_reload_of_the_print_page_voids_no_card(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = cards_url(cast)
    data = {"whom": "all", "seen": seen(client, url)}
    client.post(url, data)
    before = list(Card.objects.order_by("pk").values_list("stamp", flat=True))

    response = client.post(url, data)

    assert response.status_code == 422
    assert list(Card.objects.order_by("pk").values_list("stamp", flat=True)) == before
    sentence = gettext(
        "Cards were made since this page was opened. Look at the list and choose again."
    )
    assert sentence in response.content.decode()


def test_chosen_pupil_alone_gets_a_new_card(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = cards_url(cast)
    data = {"whom": "chosen", "students": [cast.classmate.pk], "seen": seen(client, url)}

    assert client.post(url, data).status_code == 200
    assert list(Card.objects.values_list("user", flat=True)) == [cast.classmate.pk]


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        ("chosen", "Choose at least one pupil."),
        ("missing", "Everyone in the class has a card already."),
    ],
)
def test_choice_of_nobody_says_so(client: Client, cast: Cast, whom: str, sentence: str):
    issue_cards(students=[cast.pupil, cast.classmate], issued_by=cast.head, now=NOW)
    client.force_login(cast.head_teacher)
    url = cards_url(cast)

    response = client.post(url, {"whom": whom, "seen": seen(client, url)})

    assert response.status_code == 422
    assert gettext(sentence) in response.content.decode()


def test_pupil_of_another_class_gets_no_card(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    url = cards_url(cast)
    data = {"whom": "chosen", "students": [cast.other_pupil.pk], "seen": seen(client, url)}

    assert client.post(url, data).status_code == 422
    assert Card.objects.count() == 0


def test_list_costs_the_same_for_three_and_for_thirty(client: Client, cast: Cast):
    client.force_login(cast.head_teacher)
    pupils = [cast.pupil, cast.classmate, f.make_pupil(cast.class_unit)]
    issue_cards(students=pupils, issued_by=cast.head, now=NOW)
    client.get(cards_url(cast))
    counts = []
    for more in (0, 27):
        fresh = [f.make_pupil(cast.class_unit) for _ in range(more)]
        issue_cards(students=fresh, issued_by=cast.head, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            html = client.get(cards_url(cast)).content.decode()
        counts.append(len(queries))
        assert html.count('class="pin-row"') == 3 + more

    assert counts[0] == counts[1]
