"""No answer is lost and none stays behind: the attempt page in a real browser."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.journeys.conftest import Stack

pytestmark = pytest.mark.browser

SEED = """
import json
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from quizzes.domain.attempts import start_attempt
from quizzes.domain.sittings import open_sitting
from quizzes.models import Quiz
from schools.backends import PIN_BACKEND
from schools.models import ClassMembership, User
from schools.permissions import pupils_on_roster

now = timezone.now()
today = timezone.localdate(now)
memberships = ClassMembership.objects.on(today).select_related("class_unit").order_by("pk")
class_unit = next(m.class_unit for m in memberships if m.class_unit.grade_on(today) >= 3)
quiz = Quiz.objects.order_by("pk").first()
teacher = User.objects.filter(is_pupil=False).order_by("pk").first()
seats = []
for pupil in pupils_on_roster(class_unit, today)[:%d]:
    sitting = open_sitting(quiz=quiz, class_unit=class_unit, given_by=teacher, now=now)
    session = SessionStore()
    session[SESSION_KEY] = str(pupil.pk)
    session[BACKEND_SESSION_KEY] = PIN_BACKEND
    session[HASH_SESSION_KEY] = pupil.get_session_auth_hash()
    session.save()
    attempt = start_attempt(sitting=sitting, student=pupil, now=now)
    seats.append([str(attempt.pk), session.session_key])
print(json.dumps(seats))
"""

KEPT = """() => new Promise((resolve, reject) => {
  const request = indexedDB.open("attempts", 1);
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const all = request.result.transaction("answers").objectStore("answers").getAll();
    all.onsuccess = () => { request.result.close(); resolve(all.result); };
  };
})"""


@dataclass(frozen=True)
class Seat:
    """A pupil with an attempt of their own and a session that is signed in."""

    stack: Stack
    attempt: UUID
    session: str

    @property
    def path(self) -> str:
        return f"/attempts/{self.attempt}/"

    def sign_in(self, context: BrowserContext) -> None:
        context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.stack.url}])

    def open(self, context: BrowserContext) -> Page:
        self.sign_in(context)
        page = context.new_page()
        page.goto(f"{self.stack.url}{self.path}")
        return page

    def rows(self, sql: str) -> list[tuple]:
        with sqlite3.connect(self.stack.folder / "db.sqlite3", timeout=30) as database:
            return database.execute(sql, {"attempt": self.attempt.hex}).fetchall()

    @property
    def events(self) -> list[tuple[int, int, Any]]:
        """(client, slot, value) of everything the server has stored."""
        sql = (
            "SELECT client, slot, value FROM quizzes_answerevent"
            " WHERE attempt_id = :attempt ORDER BY client, seq"
        )
        return [(client, slot, json.loads(value)) for client, slot, value in self.rows(sql)]

    @property
    def receipts(self) -> list[str]:
        sql = (
            "SELECT receipt FROM quizzes_attempt a"
            " JOIN quizzes_markrun r ON r.attempt_id = a.id WHERE a.id = :attempt"
        )
        return [receipt for (receipt,) in self.rows(sql)]


@pytest.fixture(scope="module")
def seats(stack: Stack) -> Iterator[Seat]:
    made = json.loads(stack.ask(SEED % 20).splitlines()[-1])
    return iter([Seat(stack, UUID(attempt), session) for attempt, session in made])


@pytest.fixture
def seat(seats: Iterator[Seat]) -> Seat:
    return next(seats)


def wait_for(read: Callable[[], Any], wanted: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while read() != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert read() == wanted


def choose(page: Page, place: int) -> tuple[int, Any]:
    """Click the choice at a place of the question on the screen; (slot, value) as stored."""
    question = page.locator("[data-slot]:visible")
    choice = question.locator("label.choice").nth(place)
    # Read before the click: a page of an ended sitting leaves at once.
    value = choice.locator("input").get_attribute("value")
    kind, slot = question.get_attribute("data-kind"), int(question.get_attribute("data-slot") or 0)
    choice.click()
    known: dict[str | None, Any] = {"multiple": [value], "true_false": value == "true"}
    return slot, known.get(kind, value)


def go_on(page: Page) -> None:
    page.locator("[data-next]").click()


def expect_state(page: Page, state: str) -> None:
    expect(page.locator(".save-state")).to_have_attribute("data-state", state)


def kill(page: Page) -> None:
    """As when the power is cut: the page cannot send a last word."""
    page.evaluate(
        """for (const name of ["pagehide", "visibilitychange"])
          addEventListener(name, (event) => event.stopImmediatePropagation(), true);"""
    )
    page.close()


def answer_all(page: Page) -> list[tuple[int, Any]]:
    given = []
    for _question in range(page.locator("[data-slot]").count()):
        given.append(choose(page, 0))
        go_on(page)
    return given


def test_answers_given_without_network_arrive_when_it_is_back(new_context, seat):
    context = new_context()
    page = seat.open(context)
    first = choose(page, 0)
    expect_state(page, "saved")
    context.set_offline(True)
    go_on(page)
    second = choose(page, 1)
    go_on(page)
    third = choose(page, 0)
    expect_state(page, "offline")
    assert [record["slot"] for record in page.evaluate(KEPT)] == [second[0], third[0]]
    assert seat.events == [(1, *first)]
    context.set_offline(False)
    expect_state(page, "saved")
    assert seat.events == [(1, *first), (1, *second), (1, *third)]
    assert page.evaluate(KEPT) == []


def test_answer_is_sent_within_a_second(new_context, seat):
    page = seat.open(new_context())
    with page.expect_request("**/answers/", timeout=1000):
        given = choose(page, 0)
    wait_for(lambda: seat.events, [(1, *given)])


def test_server_that_answers_with_an_error_is_asked_again(new_context, seat):
    context = new_context()
    page = seat.open(context)
    page.route("**/answers/", lambda route: route.fulfill(status=503, body="busy"), times=2)
    given = choose(page, 0)
    expect_state(page, "offline")
    expect_state(page, "saved")
    assert seat.events == [(1, *given)]


def test_browser_that_keeps_nothing_still_sends_what_it_has_in_memory(new_context, seat):
    context = new_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', {value: undefined})")
    page = seat.open(context)
    context.set_offline(True)
    given = choose(page, 0)
    expect_state(page, "offline")
    expect(page.locator("[data-store=memory]")).to_be_visible()
    expect(page.locator("[data-store=disk]")).to_be_hidden()
    context.set_offline(False)
    wait_for(lambda: seat.events, [(1, *given)])


def test_answers_of_a_killed_page_arrive_at_the_next_visit_and_are_shown(new_context, seat):
    context = new_context()
    page = seat.open(context)
    context.set_offline(True)
    slot, value = choose(page, 1)
    expect_state(page, "offline")
    kill(page)
    assert seat.events == []
    context.set_offline(False)
    page = seat.open(context)
    wait_for(lambda: seat.events, [(1, slot, value)])
    expect(page.locator(f"[data-slot='{slot}'] input:checked")).to_have_count(1)
    wait_for(lambda: page.evaluate(KEPT), [])


def test_answers_of_the_last_child_are_sent_from_the_page_of_the_next(new_context, seats, seat):
    context = new_context()
    page = seat.open(context)
    context.set_offline(True)
    given = choose(page, 0)
    expect_state(page, "offline")
    kill(page)
    context.set_offline(False)
    page = next(seats).open(context)
    wait_for(lambda: seat.events, [(1, *given)])
    wait_for(lambda: page.evaluate(KEPT), [])


def test_leftover_that_the_server_never_knew_is_forgotten(new_context, seat):
    context = new_context()
    page = seat.open(context)
    page.evaluate(
        """(attempt) => new Promise((resolve) => {
          const request = indexedDB.open("attempts", 1);
          request.onsuccess = () => {
            const transaction = request.result.transaction("answers", "readwrite");
            transaction.objectStore("answers").put({attempt, client: 1, seq: 1, slot: 1,
              value: "a", key: "0".repeat(32), url: `/attempts/${attempt}/answers/`});
            transaction.oncomplete = resolve;
          };
        })""",
        "00000000-0000-4000-8000-000000000000",
    )
    page.reload()
    wait_for(lambda: page.evaluate(KEPT), [])


def test_second_tab_and_another_pupil_signing_in_leave_the_first_tab_alone(
    new_context, seats, seat
):
    context = new_context()
    one, two = seat.open(context), seat.open(context)
    first = choose(one, 0)
    wait_for(lambda: seat.events, [(1, *first)])
    other = next(seats)
    others = choose(other.open(context), 0)
    wait_for(lambda: other.events, [(1, *others)])
    go_on(one)
    second = choose(one, 0)
    wait_for(lambda: seat.events, [(1, *first), (1, *second)])
    newest = choose(two, 1)
    wait_for(lambda: seat.events, [(1, *first), (1, *second), (2, *newest)])


def test_submitting_gives_the_result_and_leaves_nothing_behind(new_context, seat):
    page = seat.open(new_context())
    given = answer_all(page)
    page.locator("[data-final] button[value=submit]").click()
    page.wait_for_url("**/result/")
    assert sorted(seat.events) == sorted((1, *one) for one in given)
    assert len(seat.receipts) == 1
    expect(page.locator(".receipt__code")).to_contain_text(seat.receipts[0])
    expect(page.locator(".review")).to_have_count(len(given))
    assert page.evaluate(KEPT) == []
    page.goto(f"{seat.stack.url}{seat.path}")
    assert page.url.endswith("/result/")


def test_submitting_names_what_is_blank_and_waits_for_the_network(new_context, seat):
    context = new_context()
    page = seat.open(context)
    total = page.locator("[data-slot]").count()
    given = choose(page, 0)
    page.locator(f"[data-map] a[href='#q{total}']").click()
    go_on(page)
    expect(page.locator("[data-missing] li:visible")).to_have_count(total - 1)
    context.set_offline(True)
    page.locator("[data-final] button[value=submit]").click()
    expect_state(page, "offline")
    assert seat.receipts == []
    context.set_offline(False)
    page.wait_for_url("**/result/")
    assert (seat.events, len(seat.receipts)) == ([(1, *given)], 1)


def test_row_5_swallowed_answer_to_submit_is_asked_for_again(new_context, seat):
    page = seat.open(new_context())

    def swallow(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/submit/", swallow, times=1)
    answer_all(page)
    page.locator("[data-final] button[value=submit]").click()
    page.wait_for_url("**/result/")
    assert len(seat.receipts) == 1
    expect(page.locator(".receipt__code")).to_contain_text(seat.receipts[0])


def test_answer_that_is_none_is_dropped_and_named(new_context, seat):
    page = seat.open(new_context())
    single = page.locator("[data-kind=single]").first
    number = single.get_attribute("data-slot")
    page.locator(f"[data-map] a[href='#q{number}']").click()
    single.locator("input").first.evaluate("input => { input.value = 'zzz'; }")
    choose(page, 0)
    expect(page.locator("[data-note=refused]")).to_be_visible()
    expect(page.locator("[data-numbers]")).to_have_text(number)
    second = choose(page, 1)
    expect_state(page, "saved")
    assert (seat.events, page.evaluate(KEPT)) == ([(1, *second)], [])


@pytest.mark.parametrize("status", [400, 404])
def test_refused_page_asks_for_the_teacher_and_keeps_the_answer(new_context, seat, status):
    page = seat.open(new_context())
    asked: list[int] = []

    def refuse(route: Route) -> None:
        asked.append(1)
        route.fulfill(status=status, json={"error": "unknown", "message": "…"})

    page.route("**/answers/", refuse)
    slot, value = choose(page, 0)
    expect(page.locator("[data-note=stopped]")).to_be_visible()
    expect_state(page, "error")
    page.wait_for_timeout(1500)
    assert asked == [1]
    assert [(kept["slot"], kept["value"]) for kept in page.evaluate(KEPT)] == [(slot, value)]


def test_ended_sitting_submits_and_shows_the_result(new_context, seat):
    page = seat.open(new_context())
    seat.stack.ask(
        "from django.utils import timezone; from quizzes.models import Attempt;"
        "from quizzes.domain.sittings import close_sitting;"
        f"close_sitting(sitting=Attempt.objects.get(pk='{seat.attempt}').sitting,"
        " now=timezone.now())"
    )
    given = choose(page, 0)
    page.wait_for_url("**/result/")
    assert (seat.events, len(seat.receipts)) == ([(1, *given)], 1)


def test_without_script_the_paper_is_one_form(new_context, seat):
    page = seat.open(new_context(java_script_enabled=False))
    expect(page.locator("[data-slot]:visible")).to_have_count(page.locator("[data-slot]").count())
    page.locator("[data-slot='1'] label.choice").first.click()
    page.locator("button[value=save]:visible").click()
    page.wait_for_url("**/?saved=1")
    expect(page.locator("[data-slot='1'] input:checked")).to_have_count(1)
    page.locator("[data-slot='2'] label.choice").first.click()
    page.locator("button[value=submit]:visible").click()
    page.wait_for_url("**/result/")
    assert [(client, slot) for client, slot, _value in seat.events] == [(1, 1), (2, 2)]
    assert len(seat.receipts) == 1


def test_keyboard_alone_answers_and_goes_on(new_context, seat):
    page = seat.open(new_context())
    page.locator("[data-slot='1'] input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("[data-slot='2']")).to_be_visible()
    expect(page.locator("#stem-2")).to_be_focused()
    assert seat.receipts == []
    wait_for(lambda: [slot for _client, slot, _value in seat.events], [1])
