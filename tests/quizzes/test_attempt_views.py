"""The pupil's pages over HTTP; the numbers are the rows of the table of hostile input."""

import html
import json
import re
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quizzes.choices import Reveal, RevealWhen
from quizzes.domain.answers import GRACE
from quizzes.domain.attempts import OpenedClient, open_client, start_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.models import AnswerEvent, Attempt, AttemptClient, MarkRun, Option, Question, Sitting
from quizzes.papers import items_of_paper
from schools.models import User
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import RIGHT_VALUES, make_quiz, make_sitting


@dataclass
class Clock:
    now: datetime = NOW


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.now)
    return clock


@pytest.fixture
def sitting(cast: Cast) -> Sitting:
    quiz = make_quiz(cast.school)
    Question.objects.update(source="编者自拟出处")
    Option.objects.update(why="选项的缘由")
    return make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)


@pytest.fixture
def attempt(cast: Cast, sitting: Sitting) -> Attempt:
    return start_attempt(sitting=sitting, student=cast.pupil, now=NOW)


@pytest.fixture
def page(attempt: Attempt) -> OpenedClient:
    return open_client(attempt=attempt, now=NOW)


@pytest.fixture
def browser() -> Client:
    """A browser that nobody has signed in with, and that checks CSRF tokens."""
    return Client(enforce_csrf_checks=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, attempt: Attempt | uuid.UUID) -> str:
    return reverse(name, args=[getattr(attempt, "pk", attempt)])


def slots(attempt: Attempt) -> dict[str, int]:
    """The slot of each kind of question in this attempt."""
    items = items_of_paper(attempt.sitting.paper_id)
    return {items[place["item"]].spec["kind"]: n for n, place in enumerate(attempt.layout, start=1)}


def right_answers(attempt: Attempt) -> list[list[Any]]:
    """An answer to each question, all of them right."""
    pairs = slots(attempt).items()
    return [[seq, slot, RIGHT_VALUES[kind]] for seq, (kind, slot) in enumerate(pairs, start=1)]


def send(browser: Client, name: str, attempt: Any, page: OpenedClient, answers: Any, **more: Any):
    body = {"client": page.number, "key": page.key, "answers": answers, **more}
    return browser.post(url(name, attempt), json.dumps(body), content_type="application/json")


def stored(attempt: Attempt) -> list[tuple]:
    rows = AnswerEvent.objects.filter(attempt=attempt).order_by("client", "seq")
    return list(rows.values_list("client", "seq", "slot", "value", "is_late"))


def test_save_acknowledges_without_session_cookie_or_csrf_token(browser, attempt, page):
    answers = right_answers(attempt)
    response = send(browser, "attempt_answers", attempt, page, answers)
    assert (response.status_code, response.json()) == (
        200,
        {"acknowledged": [1, 2, 3], "refused": [], "closed": False},
    )
    assert response.cookies == {}
    assert stored(attempt) == [(1, seq, slot, value, False) for seq, slot, value in answers]


def test_save_makes_two_queries_and_a_savepoint(cast, attempt, page, django_assert_num_queries):
    client = signed_in(cast.pupil)
    send(client, "attempt_answers", attempt, page, [[1, slots(attempt)["single"], "a"]])
    with django_assert_num_queries(4) as queries:  # SAVEPOINT, page, insert, RELEASE
        send(client, "attempt_answers", attempt, page, [[2, slots(attempt)["single"], "b"]])
    assert not [q for q in queries.captured_queries if "django_session" in q["sql"]]


def test_row_1_same_key_a_hundred_times_is_one_event(browser, attempt, page):
    answer = [1, slots(attempt)["single"], "b"]
    for _time in range(100):
        response = send(browser, "attempt_answers", attempt, page, [answer])
        assert response.json()["acknowledged"] == [1]
    assert stored(attempt) == [(1, *answer, False)]


def test_row_2_same_key_with_another_value_is_refused_and_logged(browser, attempt, page, caplog):
    slot = slots(attempt)["single"]
    send(browser, "attempt_answers", attempt, page, [[1, slot, "b"]])
    response = send(browser, "attempt_answers", attempt, page, [[1, slot, "c"], [2, slot, "d"]])
    assert response.status_code == 422
    assert response.json()["acknowledged"] == [2]
    assert [item["seq"] for item in response.json()["refused"]] == [1]
    assert [record.name for record in caplog.records if record.levelname == "WARNING"][0] == (
        "quizzes.attempts"
    )
    assert stored(attempt) == [(1, 1, slot, "b", False), (1, 2, slot, "d", False)]


def test_row_3_batch_in_reverse_order_shows_the_same_answer(cast, browser, attempt, page):
    slot = slots(attempt)["single"]
    send(
        browser, "attempt_answers", attempt, page, [[3, slot, "c"], [2, slot, "b"], [1, slot, "a"]]
    )
    shown = signed_in(cast.pupil).get(url("attempt", attempt)).content.decode()
    assert checked(shown) == {(f"slot-{slot}", "c")}


def checked(shown: str) -> set[tuple[str, str]]:
    return set(re.findall(r'name="(slot-\d+)" value="(\w+)" checked', shown))


def test_row_5_submit_again_gives_the_same_receipt_and_one_marking(browser, attempt, page):
    answers = right_answers(attempt)
    first = send(browser, "attempt_submit", attempt, page, answers).json()
    assert first["result_url"] == url("attempt_result", attempt)
    assert first["acknowledged"] == [1, 2, 3]
    again = send(browser, "attempt_submit", attempt, page, answers).json()
    attempt.refresh_from_db()
    assert [first["receipt"], again["receipt"]] == [attempt.receipt] * 2
    assert MarkRun.objects.filter(attempt=attempt).count() == 1
    assert AnswerEvent.objects.filter(attempt=attempt).count() == 3


def test_row_6_save_after_closing_is_kept_as_late_and_marks_nothing(browser, attempt, page):
    slot = slots(attempt)["single"]
    send(browser, "attempt_submit", attempt, page, [[1, slot, "a"]])
    response = send(browser, "attempt_answers", attempt, page, [[2, slot, "b"]])
    assert response.json() == {"acknowledged": [2], "refused": [], "closed": True}
    assert stored(attempt)[-1] == (1, 2, slot, "b", True)
    run = MarkRun.objects.get(attempt=attempt)
    assert run.marks.get(slot=slot).fraction == 0


@pytest.mark.parametrize("days", [-1, 1])
def test_row_7_clock_of_the_client_has_no_effect(browser, attempt, page, days):
    date = f"{NOW + timedelta(days=days):%a, %d %b %Y %H:%M:%S GMT}"
    body = {"client": 1, "key": page.key, "answers": [[1, slots(attempt)["single"], "b"]]}
    browser.post(
        url("attempt_answers", attempt),
        json.dumps(body),
        content_type="application/json",
        headers={"date": date},
    )
    event = AnswerEvent.objects.get(attempt=attempt)
    assert (event.received_at, event.is_late) == (NOW, False)


def test_row_8_answers_of_a_killed_browser_arrive_late_and_are_kept(
    browser, sitting, attempt, page, clock
):
    close_sitting(sitting=sitting, now=NOW)
    clock.now = NOW + GRACE + timedelta(seconds=1)
    slot = slots(attempt)["single"]
    response = send(browser, "attempt_answers", attempt, page, [[1, slot, "b"]])
    assert response.json() == {"acknowledged": [1], "refused": [], "closed": True}
    assert stored(attempt) == [(1, 1, slot, "b", True)]


def test_row_9_page_still_saves_after_another_pupil_signed_in(cast, sitting, attempt, page):
    client = signed_in(cast.pupil)
    others = start_attempt(sitting=sitting, student=cast.classmate, now=NOW)
    client.force_login(cast.classmate)
    response = send(client, "attempt_answers", attempt, page, [[1, slots(attempt)["single"], "b"]])
    assert response.status_code == 200
    assert stored(attempt) == [(1, 1, slots(attempt)["single"], "b", False)]
    assert stored(others) == []


@pytest.mark.parametrize("name", ["attempt_answers", "attempt_submit"])
def test_row_10_own_key_on_another_attempt_is_unknown(
    cast, browser, sitting, attempt, page, caplog, name
):
    others = start_attempt(sitting=sitting, student=cast.classmate, now=NOW)
    open_client(attempt=others, now=NOW)
    response = send(browser, name, others, page, right_answers(others))
    missing = send(browser, name, uuid.uuid4(), page, right_answers(others))
    assert (response.status_code, response.json()["error"]) == (404, "unknown")
    assert (missing.status_code, missing.content) == (404, response.content)
    assert [r.name for r in caplog.records if r.levelname == "WARNING"].count(
        "quizzes.attempts"
    ) == 2
    others.refresh_from_db()
    assert (stored(others), others.closed_at) == ([], None)


def test_row_12_slot_999_and_a_strange_option_are_refused_one_by_one(browser, attempt, page):
    slot = slots(attempt)
    response = send(
        browser,
        "attempt_answers",
        attempt,
        page,
        [
            [1, 999, "a"],
            [2, slot["single"], "z"],
            [3, slot["single"], ["a"]],
            [4, slot["true_false"], "true"],
            [5, slot["single"], "b"],
        ],
    )
    assert response.status_code == 422
    assert response.json()["acknowledged"] == [5]
    assert [item["seq"] for item in response.json()["refused"]] == [1, 2, 3, 4]
    assert all(item["reason"] for item in response.json()["refused"])
    assert stored(attempt) == [(1, 5, slot["single"], "b", False)]


@pytest.mark.parametrize("name", ["attempt_answers", "attempt_submit"])
@pytest.mark.parametrize(
    "answers",
    [
        '[[2, 1, "' + "a" * 1_000_000 + '"]]',
        '[[2, 1, "\\u0000"]]',
        '[[2, 1, "\\ud800"]]',
        "[" * 30_000 + "]" * 30_000,
        "[[2, 1, 1]]",
        "[[true, 1, null]]",
        "[[1e2, 1, null]]",
        "[[99999999999999999999, 1, null]]",
        '[[2, 1, "a"]], "score": 10',
        '[[2, 1, "a"]], "state": "closed"',
        '[[2, 1, "a"]], "student": 1',
    ],
    ids=[
        "large",
        "nul",
        "surrogate",
        "deep",
        "integer",
        "bool",
        "float",
        "huge",
        "score",
        "state",
        "student",
    ],
)
def test_rows_13_and_14_malformed_bodies_leave_earlier_answers_intact(
    browser, attempt, page, name, answers
):
    slot = slots(attempt)["single"]
    send(browser, "attempt_answers", attempt, page, [[1, slot, "b"]])
    text = f'{{"client": 1, "key": "{page.key}", "answers": {answers}}}'
    response = browser.post(url(name, attempt), text, content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()) == {"error", "message"}
    attempt.refresh_from_db()
    assert (stored(attempt), attempt.closed_at) == ([(1, 1, slot, "b", False)], None)


@pytest.mark.parametrize("content_type", ["text/plain", "application/xml", "multipart/form-data"])
@pytest.mark.parametrize("name", ["attempt_answers", "attempt_submit"])
def test_body_of_another_type_is_malformed(browser, attempt, page, name, content_type):
    response = browser.post(url(name, attempt), "{}", content_type=content_type)
    assert (response.status_code, response.json()["error"]) == (400, "unreadable")


@pytest.mark.parametrize("name", ["attempt_answers", "attempt_submit"])
def test_answers_are_taken_by_post_alone(browser, attempt, name):
    assert browser.get(url(name, attempt)).status_code == 405


def without_tokens(response: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.mark.parametrize("name", ["attempt", "attempt_result"])
@pytest.mark.parametrize("stranger", ["classmate", "other_pupil", "other_head_teacher"])
def test_row_16_attempt_of_another_looks_like_a_missing_one(cast, attempt, name, stranger):
    client = signed_in(getattr(cast, stranger))
    client.get(url(name, uuid.uuid4()))  # what is read once a process is read now
    answers = []
    for pk in (attempt.pk, uuid.UUID(int=attempt.pk.int + 1)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url(name, pk))
        answers.append((response.status_code, without_tokens(response), len(queries)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    assert AttemptClient.objects.filter(attempt=attempt).count() == 0


@pytest.mark.parametrize("reader", ["head_teacher", "parent"])
def test_attempt_page_is_for_its_pupil_alone(cast, attempt, reader):
    response = signed_in(getattr(cast, reader)).get(url("attempt", attempt))
    assert response.status_code == 404
    assert AttemptClient.objects.filter(attempt=attempt).count() == 0


@pytest.mark.parametrize(("name", "target"), [("attempt", "join"), ("attempt_result", "sign_in")])
def test_pages_ask_a_stranger_to_come_in(browser, attempt, name, target):
    response = browser.get(url(name, attempt))
    assert response.status_code == 302
    assert response.url.startswith(reverse(target))


def test_attempt_page_opens_a_client_and_is_not_kept_by_the_browser(cast, attempt):
    client = signed_in(cast.pupil)
    for number in (1, 2):
        response = client.get(url("attempt", attempt))
        shown = json.loads(
            re.search(
                r'id="attempt-page" type="application/json">(.*?)</script>',
                response.content.decode(),
            )[1]
        )
        assert (shown["client"], shown["attempt"]) == (number, str(attempt.pk))
        opened = OpenedClient(shown["client"], shown["key"])
        sent = send(
            Client(), "attempt_answers", attempt, opened, [[1, slots(attempt)["single"], "a"]]
        )
        assert sent.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]


def test_row_15_attempt_page_tells_nothing_of_the_solution(cast, attempt):
    shown = html.unescape(signed_in(cast.pupil).get(url("attempt", attempt)).content.decode())
    for item in items_of_paper(attempt.sitting.paper_id).values():
        assert item.spec["stem"] in shown
        assert item.spec["explanation"] not in shown
        assert item.spec["source"] not in shown
    for secret in ("选项的缘由", "explanation", "is_right", '"answer"', '"keys"', "fraction"):
        assert secret not in shown


def test_attempt_page_is_the_same_whatever_is_right(cast, attempt):
    client = signed_in(cast.pupil)
    items = items_of_paper(attempt.sitting.paper_id)
    shown = []
    for keys, truth in ((["b"], True), (["d"], False)):
        for item in items.values():
            item.spec["answer"] = {"keys": keys, "value": truth}
        page = client.get(url("attempt", attempt)).content.decode()
        shown.append(re.sub(r'name="client" value="\d+"|[0-9a-f]{32}|"client": \d+', "", page))
    items_of_paper.cache_clear()
    assert without_masks(shown[0]) == without_masks(shown[1])


def without_masks(shown: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", shown)


def test_attempt_page_after_submission_leads_to_the_result(cast, browser, attempt, page):
    send(browser, "attempt_submit", attempt, page, [])
    response = signed_in(cast.pupil).get(url("attempt", attempt))
    assert (response.status_code, response.url) == (302, url("attempt_result", attempt))


def test_result_before_submission_leads_to_the_attempt(cast, attempt):
    response = signed_in(cast.pupil).get(url("attempt_result", attempt))
    assert (response.status_code, response.url) == (302, url("attempt", attempt))


def test_attempt_page_of_an_ended_sitting_says_so(cast, sitting, attempt, clock):
    close_sitting(sitting=sitting, now=NOW)
    response = signed_in(cast.pupil).get(url("attempt", attempt))
    assert response.context["page"]["isOver"] is True
    assert 'data-note="closed">' in response.content.decode()


def post_form(browser: Client, attempt: Attempt, page: OpenedClient, **fields: Any) -> Any:
    pairs = [("client", page.number), ("key", page.key)]
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        pairs += [(name.replace("_", "-"), one) for one in values]
    text = "&".join(f"{name}={value}" for name, value in pairs)
    return browser.post(
        url("attempt_submit", attempt), text, content_type="application/x-www-form-urlencoded"
    )


def named(attempt: Attempt, **values: Any) -> dict[str, Any]:
    """Form fields by the kind of their question."""
    return {f"slot_{slots(attempt)[kind]}": value for kind, value in values.items()}


def test_plain_form_saves_and_comes_back_to_the_page(cast, browser, attempt, page):
    fields = named(attempt, single="c", multiple=["c", "a"], true_false="false")
    response = post_form(browser, attempt, page, **fields, action="save")
    assert (response.status_code, response.url) == (303, f"{url('attempt', attempt)}?saved=1")
    number = slots(attempt)
    assert {(row[2], json.dumps(row[3])) for row in stored(attempt)} == {
        (number["single"], '"c"'),
        (number["multiple"], '["a", "c"]'),
        (number["true_false"], "false"),
    }
    shown = signed_in(cast.pupil).get(response.url).content.decode()
    assert checked(shown) == {
        (f"slot-{number['single']}", "c"),
        (f"slot-{number['multiple']}", "a"),
        (f"slot-{number['multiple']}", "c"),
        (f"slot-{number['true_false']}", "false"),
    }
    assert 'data-state="saved"' in shown


def test_plain_form_sent_twice_then_changed_from_the_history(browser, attempt, page):
    slot = slots(attempt)["single"]
    for value in ("c", "c", "b"):
        assert post_form(browser, attempt, page, **named(attempt, single=value), action="save")
    assert stored(attempt) == [(1, 1, slot, "c", False), (1, 2, slot, "b", False)]


def test_plain_form_submits_and_leads_to_the_result(cast, browser, attempt, page):
    fields = named(attempt, single="b", multiple=["a", "c"], true_false="true")
    for _time in range(2):
        response = post_form(browser, attempt, page, **fields, action="submit")
        assert (response.status_code, response.url) == (303, url("attempt_result", attempt))
    attempt.refresh_from_db()
    marks = MarkRun.objects.get(attempt=attempt).marks.values_list("fraction", flat=True)
    assert (attempt.closed_at, list(marks)) == (NOW, [1, 1, 1])


def test_plain_form_asks_no_session(cast, attempt, page):
    client = signed_in(cast.pupil)
    with CaptureQueriesContext(connection) as queries:
        post_form(client, attempt, page, action="save")
    assert not [q for q in queries if "django_session" in q["sql"]]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"action": "close"}, 400),
        ({"action": "submit", "score": "10"}, 400),
        ({"action": "submit", "slot_1": "%00"}, 400),
        ({"action": "submit", "slot_1": "a" * 70_000}, 400),
        ({}, 400),
    ],
)
def test_plain_form_that_the_page_cannot_send_is_a_sentence(browser, attempt, page, fields, status):
    response = post_form(browser, attempt, page, **fields)
    assert response.status_code == status
    assert 'role="alert"' in response.content.decode()
    attempt.refresh_from_db()
    assert (stored(attempt), attempt.closed_at) == ([], None)


def test_plain_form_with_the_key_of_another_is_unknown(cast, browser, sitting, attempt, page):
    others = start_attempt(sitting=sitting, student=cast.classmate, now=NOW)
    open_client(attempt=others, now=NOW)
    response = post_form(browser, others, page, slot_1="a", action="submit")
    missing = post_form(browser, Attempt(pk=uuid.uuid4()), page, slot_1="a", action="submit")
    assert (response.status_code, missing.status_code) == (404, 404)
    assert response.content == missing.content
    others.refresh_from_db()
    assert (stored(others), others.closed_at) == ([], None)


def submit_with(attempt: Attempt, page: OpenedClient, **values: Any) -> None:
    number = slots(attempt)
    answers = [[seq, number[k], v] for seq, (k, v) in enumerate(values.items(), start=1)]
    assert send(Client(), "attempt_submit", attempt, page, answers).status_code == 200


def test_result_shows_receipt_count_solution_and_the_way_out(cast, attempt, page):
    submit_with(attempt, page, single="a", true_false=True)
    attempt.refresh_from_db()
    response = signed_in(cast.pupil).get(url("attempt_result", attempt))
    shown = response.content.decode()
    assert attempt.receipt in shown
    assert (response.context["result"].right, response.context["result"].asked) == (1, 3)
    assert shown.count("review is-right") == 1
    assert shown.count("review is-wrong") == 1
    assert shown.count("review is-void") == 1
    assert "先大声呼救,再用竿子或绳子去够,不要自己下水。" in shown
    assert "选项的缘由" in shown
    assert f'action="{reverse("sign_out")}"' in shown
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("reveal", "count", "reviews", "solution"),
    [
        (Reveal.NOTHING, False, 0, False),
        (Reveal.COUNT, True, 0, False),
        (Reveal.CORRECTNESS, True, 3, False),
        (Reveal.SOLUTION, True, 3, True),
    ],
)
def test_result_shows_what_was_promised_and_no_more(
    cast, sitting, reveal, count, reviews, solution
):
    Sitting.objects.filter(pk=sitting.pk).update(reveal=reveal)
    sitting.refresh_from_db()
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    submit_with(attempt, open_client(attempt=attempt, now=NOW), single="a")
    shown = signed_in(cast.pupil).get(url("attempt_result", attempt)).content.decode()
    assert ("result__number" in shown) is count
    assert shown.count('class="review ') == reviews
    assert ("先大声呼救" in shown) is solution
    assert ("选项的缘由" in shown) is solution
    assert ("is-missed" in shown) is solution


def test_result_waits_for_the_end_of_the_sitting(cast, sitting, clock):
    Sitting.objects.filter(pk=sitting.pk).update(reveal_when=RevealWhen.AFTER_CLOSING)
    sitting.refresh_from_db()
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    submit_with(attempt, open_client(attempt=attempt, now=NOW), single="b")
    client = signed_in(cast.pupil)
    assert "result__number" not in client.get(url("attempt_result", attempt)).content.decode()
    clock.now = NOW + timedelta(minutes=1)
    close_sitting(sitting=sitting, now=clock.now)
    assert "result__number" in client.get(url("attempt_result", attempt)).content.decode()


@pytest.mark.parametrize("reader", ["head_teacher", "parent"])
def test_result_is_open_to_the_head_teacher_and_the_parent(cast, attempt, page, reader):
    client = signed_in(getattr(cast, reader))
    before = client.get(url("attempt_result", attempt))
    assert (before.status_code, "result__number" in before.content.decode()) == (200, False)
    submit_with(attempt, page, single="b")
    after = client.get(url("attempt_result", attempt)).content.decode()
    assert "result__number" in after
    assert 'name="next"' not in after


def test_result_leads_to_the_live_lesson_alone(cast, attempt, page):
    from wagtail.models import Page

    home = Page.objects.get(depth=2)
    lesson = home.add_child(instance=Page(title="防溺水", slug="drowning"))
    quiz = attempt.sitting.paper.quiz
    quiz.page = lesson
    quiz.save()
    submit_with(attempt, page, single="b")
    client = signed_in(cast.pupil)
    assert client.get(url("attempt_result", attempt)).context["lesson_url"] == "/drowning/"
    lesson.unpublish()
    assert client.get(url("attempt_result", attempt)).context["lesson_url"] is None


def test_a_plain_form_whose_answer_was_refused_does_not_say_saved(browser, attempt, page):
    fields = named(attempt, single="no-such-option")
    response = post_form(browser, attempt, page, **fields, action="save")
    assert response.status_code == 422
    assert stored(attempt) == []
