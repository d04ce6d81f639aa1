"""The token on a card: whose it is, what revokes it, and what does not."""

import logging

import pytest
from django.conf import settings
from django.contrib.auth import login
from django.test import RequestFactory
from sesame.utils import get_token

from schools.cards import card_of_token, card_token
from schools.domain.cards import issue_cards
from schools.domain.erasure import erase_person
from schools.logs import HideCardTokens
from schools.models import Card, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW


def issue(pupil: User, by: User) -> str:
    return card_token(issue_cards(students=[pupil], issued_by=by, now=NOW)[0])


def test_token_leads_to_its_own_card(cast: Cast):
    tokens = {p: issue(p, cast.head_teacher) for p in (cast.pupil, cast.classmate)}

    assert [len(token) for token in tokens.values()] == [24, 24]
    for pupil, token in tokens.items():
        assert card_of_token(token) == Card.objects.get(user=pupil)
    assert Card.objects.get(user=cast.pupil).issued_by == cast.head_teacher


def test_reprint_revokes_the_old_card_and_no_other(cast: Cast):
    old, classmate = issue(cast.pupil, cast.head), issue(cast.classmate, cast.head)
    new = issue(cast.pupil, cast.head)

    assert card_of_token(old) is None
    assert card_of_token(new).user == cast.pupil
    assert card_of_token(classmate).user == cast.classmate
    assert Card.objects.count() == 2


def test_password_and_sign_in_revoke_nothing(cast: Cast):
    token = issue(cast.pupil, cast.head)
    cast.pupil.set_unusable_password()
    cast.pupil.last_login = NOW
    cast.pupil.email = "a@example.com"
    cast.pupil.save()

    assert card_of_token(token).user == cast.pupil


def test_every_changed_letter_is_refused(cast: Cast):
    token = issue(cast.pupil, cast.head)
    issue(cast.classmate, cast.head)

    for place, letter in enumerate(token):
        other = "B" if letter == "A" else "A"
        assert card_of_token(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize("junk", ["", "a", "你好", "a:b:c", "A" * 24, "_" * 24, "A" * 4000, "\x00"])
def test_junk_is_refused(cast: Cast, junk: str):
    issue(cast.pupil, cast.head)

    assert card_of_token(junk) is None


def test_card_of_staff_is_refused(cast: Cast):
    assert card_of_token(issue(cast.head_teacher, cast.head)) is None
    assert card_of_token(get_token(cast.head_teacher)) is None
    assert card_of_token(get_token(cast.pupil, "card")) is None


def test_card_of_a_pupil_who_left_is_refused(cast: Cast):
    token = issue(cast.pupil, cast.head)
    User.objects.filter(pk=cast.pupil.pk).update(is_active=False)

    assert card_of_token(token) is None


def test_nobody_signs_in_with_the_token_through_other_doors(cast: Cast):
    """A card is no user: Django's login refuses it, and its `password` stands in no column."""
    issue(cast.pupil, cast.head)
    card = Card.objects.get(user=cast.pupil)

    assert [field.name for field in Card._meta.fields] == [
        "user", "stamp", "issued_at", "issued_by",
    ]  # fmt: skip
    with pytest.raises((AttributeError, ValueError)):
        login(RequestFactory().get("/"), card)


def test_logs_hide_tokens(cast: Cast):
    token = issue(cast.pupil, cast.head)
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Not Found", f"/card/{token}/"), None
    )

    assert HideCardTokens().filter(record) is True
    assert record.getMessage() == "Not Found: /card/…/"
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["card_tokens"]


def test_cards_of_a_class_are_made_in_one_insert(cast: Cast, django_assert_num_queries):
    pupils = [f.make_pupil(cast.class_unit) for _ in range(30)]

    with django_assert_num_queries(4):  # SAVEPOINT, ending old sessions, insert, RELEASE
        issue_cards(students=pupils, issued_by=cast.head, now=NOW)


def test_the_card_of_an_erased_pupil_is_void_and_gone(cast: Cast) -> None:
    (card,) = issue_cards(students=[cast.pupil], issued_by=cast.head_teacher, now=NOW)
    token = card_token(card)
    erase_person(user=cast.pupil, reason="监护人申请", now=NOW)
    assert card_of_token(token) is None
    assert Card.objects.count() == 0
