"""Submitting: one marking run, one receipt, exact marks."""

from datetime import timedelta
from decimal import Decimal

from quizzes.choices import MarkCause
from quizzes.domain.answers import GRACE, Answer
from quizzes.domain.attempts import start_attempt
from quizzes.domain.marking import mark_attempt
from quizzes.domain.sittings import close_sitting, end_forgotten_sittings
from quizzes.domain.submission import close_overdue_attempts, submit_attempt
from quizzes.models import AnswerEvent, Attempt, Mark, MarkRun, Pending
from quizzes.queries import result_of
from tests.factories import NOW
from tests.quizzes.factories import slot_of


def submit(attempt, page, *answers, now=NOW):
    return submit_attempt(
        attempt_id=attempt.pk, client=page.number, key=page.key, answers=list(answers), now=now
    )


def test_submission_stores_marks_and_closes(attempt, page):
    one, two = slot_of(attempt, 1), slot_of(attempt, 2)
    submitted = submit(attempt, page, Answer(1, one, "b"), Answer(2, two, ["a"]))
    attempt.refresh_from_db()
    assert (attempt.closed_at, attempt.receipt) == (NOW, submitted.receipt)
    run = MarkRun.objects.get(attempt=attempt)
    assert (run.number, run.cause) == (1, MarkCause.SUBMITTED)
    fractions = {m.slot: m.fraction for m in Mark.objects.filter(run=run)}
    assert fractions == {one: Decimal(1), two: Decimal(0), slot_of(attempt, 3): None}
    assert [p.attempt_id for p in Pending.objects.all()] == [attempt.pk]


def test_a_repeat_returns_the_same_receipt_and_keeps_new_answers_as_late(attempt, page):
    one = slot_of(attempt, 1)
    first = submit(attempt, page, Answer(1, one, "a"))
    second = submit(attempt, page, Answer(1, one, "a"), Answer(2, one, "b"))
    assert second.receipt == first.receipt
    assert second.saved.acknowledged == [1, 2]
    assert MarkRun.objects.count() == 1
    assert list(AnswerEvent.objects.filter(is_late=True).values_list("seq", flat=True)) == [2]
    assert Mark.objects.get(slot=one).value == "a"


def test_overdue_attempts_are_closed_after_the_grace_and_only_once(attempt, page, cast):
    one = slot_of(attempt, 1)
    from quizzes.domain.answers import save_answers

    save_answers(
        attempt_id=attempt.pk, client=1, key=page.key, answers=[Answer(1, one, "b")], now=NOW
    )
    assert close_sitting(sitting=attempt.sitting, now=NOW) == 1
    assert close_overdue_attempts(now=NOW + GRACE) == 0
    after = NOW + GRACE + timedelta(seconds=1)
    assert close_overdue_attempts(now=after) == 1
    assert close_overdue_attempts(now=after) == 0
    attempt.refresh_from_db()
    assert attempt.closed_at == after
    assert MarkRun.objects.get().cause == MarkCause.CLOSED
    assert Mark.objects.get(slot=one).fraction == 1


def test_ending_a_sitting_twice_keeps_the_first_time(attempt):
    close_sitting(sitting=attempt.sitting, now=NOW)
    close_sitting(sitting=attempt.sitting, now=NOW + timedelta(minutes=5))
    assert attempt.sitting.closes_at == NOW


def test_the_result_counts_right_answers_and_tells_why(attempt, page, cast):
    one, two = slot_of(attempt, 1), slot_of(attempt, 2)
    submit(attempt, page, Answer(1, one, "b"), Answer(2, two, ["a"]))
    attempt.refresh_from_db()
    result = result_of(attempt, cast.pupil, NOW)
    assert (result.right, result.asked) == (1, 3)
    by_number = {slot.number: slot for slot in result.slots}
    assert [by_number[n].is_right for n in (one, two)] == [True, False]
    assert by_number[two].is_blank is False
    assert by_number[slot_of(attempt, 3)].is_blank is True
    assert [c.key for c in by_number[one].choices if c.is_right] == ["b"]
    assert by_number[one].explanation == "先大声呼救,再用竿子或绳子去够,不要自己下水。"


def test_an_attempt_that_cannot_be_marked_keeps_no_other_open(cast, attempt, monkeypatch):
    other = start_attempt(sitting=attempt.sitting, student=cast.classmate, now=NOW)
    close_sitting(sitting=attempt.sitting, now=NOW)
    broken, sound = sorted([attempt, other], key=lambda each: str(each.pk))

    def mark_or_fail(*, attempt, **rest):
        if attempt == broken:
            Pending.objects.create(attempt=attempt, created_at=NOW)
            raise LookupError("no such kind")
        return mark_attempt(attempt=attempt, **rest)

    monkeypatch.setattr("quizzes.domain.submission.mark_attempt", mark_or_fail)
    assert close_overdue_attempts(now=NOW + GRACE * 2) == 1
    assert list(Attempt.objects.filter(closed_at=None)) == [broken]
    assert [row.attempt_id for row in Pending.objects.all()] == [sound.pk]


def test_an_in_class_sitting_that_nobody_ended_is_ended_after_four_hours(attempt):
    sitting = attempt.sitting
    assert end_forgotten_sittings(now=NOW + timedelta(hours=4)) == 0
    late = NOW + timedelta(hours=4, seconds=1)
    assert end_forgotten_sittings(now=late) == 1
    sitting.refresh_from_db()
    assert sitting.closes_at == late
    assert end_forgotten_sittings(now=late + timedelta(days=1)) == 0
