"""Code, name, PIN: every way in, and every way to be told why not."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from quizzes.domain.attempts import start_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.joining import UnknownCode, sitting_by_code
from quizzes.models import Attempt, Sitting
from schools.domain.pins import set_pins, unlock_pin
from schools.models import Pin, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_sitting

UNKNOWN = "No quiz has this code. Look at the screen and type the six digits again."
ENDED = "This quiz has ended."
LOCKED = "Too many wrong tries. Ask your teacher to unlock your PIN."


@pytest.fixture(autouse=True)
def _clean_world(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.clear()


@pytest.fixture
def sitting(cast: Cast) -> Sitting:
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    sitting.join_code = "482716"
    sitting.save()
    return sitting


@pytest.fixture
def pins(cast: Cast) -> dict[User, str]:
    return set_pins(students=[cast.pupil, cast.classmate, cast.other_pupil], now=NOW)


def wrong(pin: str) -> str:
    return ("9" if pin[0] != "9" else "8") + pin[1:]


def enter(client: Client, pupil: User, pin: str, code: str = "482716") -> HttpResponse:
    return client.post(reverse("join_class", args=[code]), {"student": pupil.pk, "pin": pin})


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize("typed", ["482716", " 482 716 ", "４８２７１６", "482-716", "482　716"])
def test_code_may_be_typed_in_many_ways(client: Client, sitting: Sitting, typed: str):
    response = client.post(reverse("join"), {"code": typed})

    assert (response.status_code, response["Location"]) == (302, "/join/482716/")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the six digits that you see on the screen."),
        ("48271", "A join code has six digits."),
        ("4827165", "A join code has six digits."),
        ("48271x", "A join code has six digits."),
        ("٤٨٢٧١٦", "A join code has six digits."),
        ("111111", UNKNOWN),
    ],
)
def test_wrong_code_is_told_in_a_sentence(
    client: Client, sitting: Sitting, typed: str, sentence: str
):
    response = client.post(reverse("join"), {"code": typed})

    assert response.status_code == 422
    assert gettext(sentence) in text(response)


def test_ended_sitting_says_so_everywhere(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    close_sitting(sitting=sitting, now=NOW)

    by_code = client.post(reverse("join"), {"code": "482716"})
    by_link = client.get(reverse("join_class", args=["482716"]))
    by_name = enter(client, cast.pupil, pins[cast.pupil])

    assert [by_code.status_code, by_link.status_code, by_name.status_code] == [422, 410, 410]
    assert all(gettext(ENDED) in text(page) for page in (by_code, by_link, by_name))
    assert cast.pupil.name not in text(by_link)
    assert Attempt.objects.count() == 0


def test_code_of_an_older_sitting_counts_as_mistyped(sitting: Sitting):
    close_sitting(sitting=sitting, now=NOW)

    with pytest.raises(UnknownCode):
        sitting_by_code("482716", NOW + timedelta(days=1, minutes=1))


@pytest.mark.parametrize("code", ["111111", "abc", "48271"])
def test_link_with_a_wrong_code_shows_the_code_field(client: Client, sitting: Sitting, code: str):
    response = client.get(reverse("join_class", args=[code]))

    assert response.status_code == 404
    assert gettext(UNKNOWN) in text(response)
    assert 'name="code"' in text(response)


def test_too_many_wrong_codes_are_slowed_down(client: Client, sitting: Sitting):
    for _try in range(59):
        client.post(reverse("join"), {"code": "111111"})
    assert client.get(reverse("join_class", args=["482716"])).status_code == 200
    client.get(reverse("join_class", args=["111111"]))

    sentence = gettext("Too many wrong codes came from here. Wait one minute, then try again.")
    by_code = client.post(reverse("join"), {"code": "482716"})
    by_link = client.get(reverse("join_class", args=["482716"]))

    assert (by_code.status_code, by_link.status_code) == (422, 429)
    assert sentence in text(by_code)
    assert sentence in text(by_link)
    elsewhere = Client(REMOTE_ADDR="10.0.0.9")
    assert elsewhere.get(reverse("join_class", args=["482716"])).status_code == 200


def test_names_are_the_class_of_today_in_the_usual_order(
    client: Client, cast: Cast, sitting: Sitting
):
    f.make_pupil(cast.class_unit, "白雪")
    gone = f.make_pupil(cast.class_unit, "转学生")
    gone.class_memberships.update(ends_date=f.TODAY)

    page = text(client.get(reverse("join_class", args=["482716"])))

    assert re.findall(r'name-tile__name">([^<]+)<', page) == ["白雪", "李明", "张小雨"]


def test_names_tell_nothing_about_who_is_in(client: Client, cast: Cast, sitting: Sitting):
    url = reverse("join_class", args=["482716"])
    tiles = r'<label class="name-tile">.*?</label>'
    before = re.findall(tiles, text(client.get(url)), re.DOTALL)
    start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    Pin.objects.create(user=cast.classmate, digest="!", failed_tries=5, changed_at=NOW)

    assert re.findall(tiles, text(client.get(url)), re.DOTALL) == before


def test_right_pin_begins_the_attempt(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    response = enter(client, cast.pupil, pins[cast.pupil])

    attempt = Attempt.objects.get()
    assert (attempt.student, attempt.sitting, attempt.started_at) == (cast.pupil, sitting, NOW)
    assert response["Location"] == reverse("attempt", args=[attempt.pk])
    assert client.session[SESSION_KEY] == str(cast.pupil.pk)
    assert client.session.get_expire_at_browser_close()
    assert response.cookies["sessionid"]["max-age"] == ""


def test_pin_may_be_typed_full_width(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    full_width = pins[cast.pupil].translate({ord("0") + n: ord("０") + n for n in range(10)})

    assert enter(client, cast.pupil, full_width).status_code == 302


def test_session_that_was_there_before_is_not_taken_over(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["sessionid"] = session.session_key

    enter(client, cast.pupil, pins[cast.pupil])

    assert client.session.session_key != session.session_key
    assert "planted" not in client.session
    assert not client.session.exists(session.session_key)


def test_coming_back_continues_the_same_attempt(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    first = enter(client, cast.pupil, pins[cast.pupil])["Location"]

    assert enter(Client(), cast.pupil, pins[cast.pupil])["Location"] == first
    assert Attempt.objects.count() == 1


def test_pupil_who_submitted_is_led_to_the_result(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=NOW, receipt="ABCD-2345")

    response = enter(client, cast.pupil, pins[cast.pupil])

    assert response["Location"] == reverse("attempt_result", args=[attempt.pk])


def test_wrong_pin_five_times_locks_one_pupil_until_the_teacher_unlocks(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    bad, right = wrong(pins[cast.pupil]), pins[cast.pupil]
    for left in (4, 3, 2, 1):
        response = enter(client, cast.pupil, bad)
        assert response.status_code == 422
        assert told_tries(left) in text(response)
        assert bad not in text(response)
    assert gettext(LOCKED) in text(enter(client, cast.pupil, bad))
    assert gettext(LOCKED) in text(enter(client, cast.pupil, right))
    assert SESSION_KEY not in client.session
    assert Attempt.objects.count() == 0

    assert enter(Client(), cast.classmate, pins[cast.classmate]).status_code == 302
    unlock_pin(student=cast.pupil)
    assert enter(client, cast.pupil, right).status_code == 302


def told_tries(left: int) -> str:
    sentence = ngettext(
        "That PIN is not right. You have %(count)d try left.",
        "That PIN is not right. You have %(count)d tries left.",
        left,
    )
    return sentence % {"count": left}


@pytest.mark.parametrize("pin", ["123", "12345", "12a4"])
def test_pin_of_another_shape_costs_no_try(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str], pin: str
):
    response = enter(client, cast.pupil, pin)

    assert gettext("A PIN has four digits.") in text(response)
    assert Pin.objects.get(user=cast.pupil).failed_tries == 0


def test_pupil_without_pin_is_sent_to_the_teacher(client: Client, cast: Cast, sitting: Sitting):
    response = enter(client, cast.pupil, "4826")

    assert response.status_code == 422
    sentence = gettext("You have no PIN yet. Ask your teacher to give you one first.")
    assert sentence in text(response)


def test_pupil_of_another_class_is_neither_listed_nor_let_in(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    page = text(client.get(reverse("join_class", args=["482716"])))
    response = enter(client, cast.other_pupil, pins[cast.other_pupil])

    assert cast.other_pupil.name not in page
    assert response.status_code == 422
    sentence = gettext("That name is not on this class list. Choose your own name.")
    assert sentence in text(response)
    assert Attempt.objects.count() == 0
    assert SESSION_KEY not in client.session
    assert Pin.objects.get(user=cast.other_pupil).failed_tries == 0


@pytest.mark.parametrize("student", ["", "x", "0", "99999999999999999999"])
def test_no_name_is_told_in_a_sentence(client: Client, sitting: Sitting, student: str):
    url = reverse("join_class", args=["482716"])

    response = client.post(url, {"student": student, "pin": "4826"})

    assert response.status_code == 422
    sentence = (
        "That name is not on this class list. Choose your own name."
        if student
        else "Choose your name first."
    )
    assert gettext(sentence) in text(response)


@pytest.mark.parametrize("path", ["/join/", "/join/482716/"])
def test_next_child_finds_nothing_of_the_last_one(
    client: Client, cast: Cast, sitting: Sitting, path: str
):
    client.force_login(cast.pupil)

    client.get(path)

    assert SESSION_KEY not in client.session


def test_teacher_who_looks_at_the_join_page_stays_signed_in(
    client: Client, cast: Cast, sitting: Sitting
):
    client.force_login(cast.head_teacher)

    client.get("/join/482716/")

    assert client.session[SESSION_KEY] == str(cast.head_teacher.pk)


def test_empty_class_list_is_told(client: Client, cast: Cast, sitting: Sitting):
    User.objects.filter(is_pupil=True).update(is_active=False)

    page = text(client.get("/join/482716/"))

    assert gettext("There are no names on this class list yet") in page


def test_pages_of_pupils_are_not_kept(
    client: Client, cast: Cast, sitting: Sitting, pins: dict[User, str]
):
    pages = [
        client.get("/join/"),
        client.post("/join/", {"code": "111111"}),
        client.get("/join/482716/"),
        enter(client, cast.pupil, "0000"),
        enter(client, cast.pupil, pins[cast.pupil]),
    ]

    assert all("no-store" in page["Cache-Control"] for page in pages)
