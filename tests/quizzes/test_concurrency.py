"""Threads with connections of their own: what two requests at once leave behind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from quizzes.choices import MarkCause
from quizzes.domain.answers import GRACE, Answer, save_answers
from quizzes.domain.attempts import OpenedClient, open_client, start_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.domain.submission import close_overdue_attempts, submit_attempt
from quizzes.models import AnswerEvent, Attempt, AttemptClient, MarkRun, Pending
from quizzes.queries import final_values
from tests.factories import NOW
from tests.quizzes.factories import make_sitting, slot_of

pytestmark = pytest.mark.django_db(transaction=True)

LATER = NOW + GRACE * 2


@pytest.fixture(autouse=True)
def _real_connections() -> None:
    # Decided by the test database, which only stands once a test runs.
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("SQLite in memory is one connection; set TEST_SQLITE_FILE or TEST_DATABASE_URL")


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returns, all begun at the same moment, each on its own connection."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def save(attempt: Attempt, page: OpenedClient, *answers: Answer, now=NOW):
    return save_answers(
        attempt_id=attempt.pk, client=page.number, key=page.key, answers=list(answers), now=now
    )


def submit(attempt: Attempt, page: OpenedClient, *answers: Answer, now=NOW):
    return submit_attempt(
        attempt_id=attempt.pk, client=page.number, key=page.key, answers=list(answers), now=now
    )


def stored(attempt: Attempt) -> list[tuple]:
    rows = AnswerEvent.objects.filter(attempt=attempt).order_by("client", "seq")
    return list(rows.values_list("client", "seq", "slot", "value"))


def test_two_starts_at_once_are_one_attempt(cast):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    begun = at_once(
        *[lambda: start_attempt(sitting=sitting, student=cast.pupil, now=NOW).pk for _ in range(2)]
    )
    assert begun == [Attempt.objects.get().pk] * 2


def test_pages_opened_at_once_are_numbered_in_a_row(attempt):
    opened = at_once(*[lambda: open_client(attempt=attempt, now=NOW) for _ in range(8)])
    assert sorted(each.number for each in opened) == list(range(1, 9))
    assert AttemptClient.objects.filter(attempt=attempt).count() == 8


def test_the_same_save_twice_at_once_is_one_event(attempt, page):
    slot = slot_of(attempt, 1)
    saved = at_once(*[lambda: save(attempt, page, Answer(1, slot, "b")) for _ in range(2)])
    assert [each.acknowledged for each in saved] == [[1], [1]]
    assert [each.refused for each in saved] == [[], []]
    assert stored(attempt) == [(1, 1, slot, "b")]


def test_a_batch_of_old_and_new_is_saved_whole_beside_another(attempt, page):
    one, two, three = (slot_of(attempt, position) for position in (1, 2, 3))
    save(attempt, page, Answer(1, one, "b"))
    saved = at_once(
        lambda: save(attempt, page, Answer(1, one, "b"), Answer(2, two, ["a"])),
        lambda: save(
            attempt, page, Answer(1, one, "b"), Answer(2, two, ["a"]), Answer(3, three, True)
        ),
    )
    assert [each.acknowledged for each in saved] == [[1, 2], [1, 2, 3]]
    assert stored(attempt) == [(1, 1, one, "b"), (1, 2, two, ["a"]), (1, 3, three, True)]


def test_two_pages_at_once_leave_the_later_page_s_answer(attempt, page):
    slot, second = slot_of(attempt, 1), open_client(attempt=attempt, now=NOW)
    at_once(
        lambda: save(attempt, page, Answer(9, slot, "a")),
        lambda: save(attempt, second, Answer(1, slot, "b")),
    )
    assert final_values(attempt) == {slot: "b"}


def test_ten_submissions_at_once_are_marked_once_with_one_receipt(attempt, page):
    slot = slot_of(attempt, 1)
    submitted = at_once(*[lambda: submit(attempt, page, Answer(1, slot, "b")) for _ in range(10)])
    attempt.refresh_from_db()
    assert [each.receipt for each in submitted] == [attempt.receipt] * 10
    assert [each.saved.acknowledged for each in submitted] == [[1]] * 10
    assert [run.number for run in MarkRun.objects.all()] == [1]
    assert [row.attempt_id for row in Pending.objects.all()] == [attempt.pk]
    assert stored(attempt) == [(1, 1, slot, "b")]


def test_the_worker_and_the_pupil_close_an_attempt_once(attempt, page):
    close_sitting(sitting=attempt.sitting, now=NOW)
    closed, submitted = at_once(
        lambda: close_overdue_attempts(now=LATER), lambda: submit(attempt, page, now=LATER)
    )
    attempt.refresh_from_db()
    run = MarkRun.objects.get()
    assert submitted.receipt == attempt.receipt
    assert (closed, run.cause) in [(1, MarkCause.CLOSED), (0, MarkCause.SUBMITTED)]


def test_two_workers_close_an_attempt_once(attempt):
    close_sitting(sitting=attempt.sitting, now=NOW)
    closed = at_once(*[lambda: close_overdue_attempts(now=LATER) for _ in range(2)])
    assert sorted(closed) == [0, 1]
    assert [run.cause for run in MarkRun.objects.all()] == [MarkCause.CLOSED]


def test_saving_beside_submitting_loses_nothing_that_was_acknowledged(attempt, page):
    one, two = slot_of(attempt, 1), slot_of(attempt, 2)
    saved, _submitted = at_once(
        lambda: save(attempt, page, Answer(2, two, ["a", "c"])),
        lambda: submit(attempt, page, Answer(1, one, "b")),
    )
    event = AnswerEvent.objects.get(attempt=attempt, seq=2)
    marked = MarkRun.objects.get().marks.get(slot=two).value
    assert saved.acknowledged == [2]
    # Before the submission it was marked; after it, it is kept as late and said to be closed.
    assert (event.is_late, marked, saved.is_closed) in [
        (False, ["a", "c"], False),
        (True, None, True),
    ]
