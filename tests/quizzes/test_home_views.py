"""At home: class code, typed name and PIN; what is told of a mistake, and what may be taken."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext

from quizzes.choices import Setting
from quizzes.domain.attempts import start_attempt
from quizzes.domain.sittings import open_sitting
from quizzes.models import Attempt, Sitting
from quizzes.views import brake
from schools.domain.codes import class_code_of, renew_class_code
from schools.domain.pins import set_pins
from schools.models import ClassCode, Pin, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_quiz, make_sitting

WRONG = (
    "The name or the PIN is not right. Five wrong PINs in a row lock it; your teacher can unlock"
    " it."
)


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def code(cast: Cast) -> ClassCode:
    return class_code_of(class_unit=cast.class_unit, now=NOW)


@pytest.fixture
def pins(cast: Cast) -> dict[User, str]:
    return set_pins(students=[cast.pupil, cast.classmate, cast.other_pupil], now=NOW)


def other_than(*pins: str) -> str:
    return next(pin for pin in ("3141", "2718", "4669") if pin not in pins)


def enter(client: Client, code: object, name: str, pin: str) -> HttpResponse:
    return client.post("/home/", {"code": str(code), "name": name, "pin": pin})


def tries(pupil: User) -> int:
    return Pin.objects.get(user=pupil).failed_tries


def make_home_sitting(cast: Cast) -> Sitting:
    return open_sitting(
        quiz=make_quiz(cast.school),
        class_unit=cast.class_unit,
        given_by=cast.head_teacher,
        now=NOW,
        setting=Setting.AT_HOME,
        closes_at=NOW + timedelta(days=7),
    )


def test_code_name_and_pin_lead_to_the_own_page(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    response = enter(client, code, cast.pupil.name, pins[cast.pupil])

    assert (response.status_code, response["Location"]) == (302, "/my/")
    assert client.session[SESSION_KEY] == str(cast.pupil.pk)
    assert client.session.get_expire_at_browser_close()
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("how", [str.lower, lambda t: t.replace("-", " "), lambda t: f" {t} "])
def test_code_may_be_typed_in_many_ways(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str], how
):
    assert enter(client, how(str(code)), "张 小雨", pins[cast.pupil])["Location"] == "/my/"


@pytest.mark.parametrize("dot", "·•．・ ")
def test_dot_in_a_name_may_be_any_dot(client: Client, cast: Cast, code: ClassCode, dot: str):
    pupil = f.make_pupil(cast.class_unit, "阿依古丽·买买提")
    pin = set_pins(students=[pupil], now=NOW)[pupil]

    assert enter(client, code, f"阿依古丽{dot}买买提", pin)["Location"] == "/my/"


def test_page_shows_no_names(client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]):
    pages = [client.get("/home/"), enter(client, code, "李", "3141")]

    assert [page.status_code for page in pages] == [200, 422]
    for page in pages:
        assert cast.pupil.name not in page.content.decode()
        assert cast.classmate.name not in page.content.decode()
        assert "no-store" in page["Cache-Control"]


def test_unknown_name_wrong_pin_and_locked_pin_get_one_answer(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    no_pin = f.make_pupil(cast.class_unit, "没有码")
    bad = other_than(*pins.values())
    Pin.objects.filter(user=cast.classmate).update(failed_tries=5)
    answers = set()
    for name, pin in [
        ("查无此人", bad),
        (cast.pupil.name, bad),
        (cast.classmate.name, pins[cast.classmate]),
        (cast.other_pupil.name, pins[cast.other_pupil]),
        (no_pin.name, bad),
    ]:
        response = enter(client, code, name, pin)
        html = response.content.decode()
        assert gettext(WRONG) in html
        assert SESSION_KEY not in client.session
        answers.add((response.status_code, html.split("csrfmiddlewaretoken")[0].replace(name, "")))
    assert len(answers) == 1
    assert (tries(cast.pupil), tries(cast.other_pupil)) == (1, 0)


def test_five_wrong_pins_lock_one_pupil(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    for _ in range(5):
        enter(client, code, cast.pupil.name, other_than(*pins.values()))

    assert enter(client, code, cast.pupil.name, pins[cast.pupil]).status_code == 422
    assert tries(cast.classmate) == 0
    assert enter(client, code, cast.classmate.name, pins[cast.classmate])["Location"] == "/my/"


def test_among_namesakes_the_pin_decides(client: Client, cast: Cast, code: ClassCode):
    twins = [f.make_pupil(cast.class_unit, "张伟") for _ in range(2)]
    pins = set_pins(students=twins, now=NOW)
    pins |= {twins[1]: other_than(pins[twins[0]])}
    Pin.objects.filter(user=twins[1]).update(digest=make_password(pins[twins[1]]))
    for twin in twins:
        each = Client()
        assert enter(each, code, "张伟", pins[twin])["Location"] == "/my/"
        assert each.session[SESSION_KEY] == str(twin.pk)
        assert [tries(t) for t in twins] == [0, 0]

    enter(client, code, "张伟", other_than(*pins.values()))
    assert [tries(t) for t in twins] == [1, 1]  # or a shared name would allow guessing for ever

    Pin.objects.filter(user=twins[1]).update(digest=Pin.objects.get(user=twins[0]).digest)
    assert enter(client, code, "张伟", pins[twins[0]]).status_code == 422


def test_wrong_class_code_says_so_and_costs_no_try(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    other = class_code_of(class_unit=cast.sibling_class, now=NOW)

    unknown = enter(client, "ABCD2345", cast.pupil.name, pins[cast.pupil])
    sibling = enter(client, other, cast.pupil.name, pins[cast.pupil])

    sentence = gettext("No class has this code. Type it again from your PIN slip.")
    assert sentence in unknown.content.decode()
    assert gettext(WRONG) in sibling.content.decode()
    assert tries(cast.pupil) == 0


def test_renewed_code_voids_the_old_one(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    new = renew_class_code(class_unit=cast.class_unit, by=cast.head_teacher, now=NOW)

    assert enter(client, code, cast.pupil.name, pins[cast.pupil]).status_code == 422
    assert enter(client, new, cast.pupil.name, pins[cast.pupil])["Location"] == "/my/"


def test_brake_stops_a_flood_from_one_address_only(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str],
    monkeypatch: pytest.MonkeyPatch,
):  # fmt: skip
    monkeypatch.setattr("quizzes.views.home.WRONG_HOME", brake.Brake("home", 2))
    right = (code, cast.pupil.name, pins[cast.pupil])

    statuses = [enter(client, "ABCD2345", "谁", "3141").status_code for _ in range(3)]

    assert statuses == [422, 422, 429]
    assert enter(client, *right).status_code == 429
    assert enter(Client(REMOTE_ADDR="10.0.0.9"), *right)["Location"] == "/my/"
    assert tries(cast.pupil) == 0


def test_class_that_mistypes_is_not_braked(client: Client, cast: Cast, code: ClassCode):
    for _ in range(60):
        assert enter(client, code, "写错了", "3141").status_code == 422


def at_home(client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]) -> Client:
    enter(client, code, cast.pupil.name, pins[cast.pupil])
    return client


def test_own_page_starts_what_was_given_for_home(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    sitting, in_class = make_home_sitting(cast), make_sitting(cast.class_unit, cast.head_teacher)
    at_home(client, cast, code, pins)
    html = client.get("/my/").content.decode()
    start = reverse("home_start", args=[sitting.pk])
    assert re.findall(r'action="(/home/[^"]+)"', html) == [start]

    response = client.post(start)

    attempt = Attempt.objects.get()
    assert (attempt.sitting, attempt.student) == (sitting, cast.pupil)
    assert response["Location"] == reverse("attempt", args=[attempt.pk])
    assert client.get(response["Location"]).status_code == 200
    assert client.post(reverse("home_start", args=[in_class.pk])).status_code == 404
    assert client.get(start).status_code == 405


def test_attempt_begun_in_class_does_not_go_on_at_home(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    url = reverse("attempt", args=[attempt.pk])

    at_home(client, cast, code, pins)

    html = client.get("/my/").content.decode()
    assert attempt.sitting.paper.title in html
    assert url not in html
    assert client.get(url)["Location"] == "/my/"
    assert attempt.clients.count() == 0
    in_class = Client()
    in_class.post(
        reverse("join_class", args=[sitting.join_code]),
        {"student": cast.pupil.pk, "pin": pins[cast.pupil]},
    )
    assert in_class.get(url).status_code == 200
    assert url in in_class.get("/my/").content.decode()


def test_ended_and_other_classes_quizzes_are_not_listed(
    client: Client, cast: Cast, code: ClassCode, pins: dict[User, str]
):
    ended = make_home_sitting(cast)
    Sitting.objects.filter(pk=ended.pk).update(opens_at=NOW - timedelta(days=2), closes_at=NOW)

    at_home(client, cast, code, pins)

    assert "/home/sittings/" not in client.get("/my/").content.decode()
    assert client.post(reverse("home_start", args=[ended.pk])).status_code == 404


def test_next_child_finds_nothing_of_the_last_one(client: Client, cast: Cast):
    client.force_login(cast.pupil, backend="schools.backends.PinBackend")
    client.get("/home/")
    assert SESSION_KEY not in client.session

    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    client.get("/home/")
    assert client.session[SESSION_KEY] == str(cast.head_teacher.pk)


@pytest.mark.parametrize("left_out", ["code", "name", "pin"])
def test_each_field_asks_for_itself(client: Client, db: None, left_out: str):
    data = {"code": "ABCD2345", "name": "张", "pin": "3141", left_out: ""}

    response = client.post("/home/", data)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [left_out]


def test_join_page_leads_home(client: Client, db: None):
    assert 'href="/home/"' in client.get("/join/").content.decode()


def test_namesakes_are_told_apart_on_the_join_page(client: Client, cast: Cast):
    twins = [f.make_pupil(cast.class_unit, "张伟") for _ in range(2)]
    sitting = make_sitting(cast.class_unit, cast.head_teacher)

    html = client.get(reverse("join_class", args=[sitting.join_code])).content.decode()

    tiles = re.findall(r'value="(\d+)" required>\s*<span class="name-tile__name">([^<]+)<', html)
    assert dict(tiles) == {
        str(twins[0].pk): "张伟 1",
        str(twins[1].pk): "张伟 2",
        str(cast.pupil.pk): "张小雨",
        str(cast.classmate.pk): "李明",
    }
