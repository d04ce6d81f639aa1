"""Saving answers: what is acknowledged is stored once, and nothing else is."""

import uuid
from datetime import timedelta

import pytest

from quizzes.domain.answers import GRACE, Answer, UnknownClient, save_answers
from quizzes.domain.attempts import OpenedClient, open_client, start_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.models import AnswerEvent, Attempt
from quizzes.queries import final_values
from tests.factories import NOW
from tests.quizzes.factories import RIGHT_VALUES, slot_of


def save(attempt: Attempt, page: OpenedClient, *answers: Answer, now=NOW):
    return save_answers(
        attempt_id=attempt.pk, client=page.number, key=page.key, answers=list(answers), now=now
    )


def stored(attempt: Attempt) -> list[tuple]:
    rows = AnswerEvent.objects.filter(attempt=attempt).order_by("client", "seq")
    return list(rows.values_list("client", "seq", "slot", "value", "is_late"))


def test_same_key_a_hundred_times_is_one_event(attempt, page):
    answer = Answer(1, slot_of(attempt, 1), "b")
    for _time in range(100):
        assert save(attempt, page, answer).acknowledged == [1]
    assert stored(attempt) == [(1, 1, slot_of(attempt, 1), "b", False)]


def test_same_key_with_another_value_is_refused_and_the_first_stands(attempt, page):
    slot = slot_of(attempt, 1)
    save(attempt, page, Answer(1, slot, "b"))
    saved = save(attempt, page, Answer(1, slot, "c"), Answer(2, slot, "d"))
    assert [refusal.seq for refusal in saved.refused] == [1]
    assert saved.acknowledged == [2]
    assert stored(attempt) == [(1, 1, slot, "b", False), (1, 2, slot, "d", False)]


def test_reversed_batch_gives_the_same_final_state(attempt, page):
    slot = slot_of(attempt, 1)
    save(attempt, page, Answer(3, slot, "d"), Answer(2, slot, "c"), Answer(1, slot, "b"))
    assert final_values(attempt) == {slot: "d"}


def test_a_cleared_answer_is_a_blank(attempt, page):
    slot = slot_of(attempt, 1)
    save(attempt, page, Answer(1, slot, "b"), Answer(2, slot, None))
    assert final_values(attempt) == {slot: None}


def test_older_page_cannot_override_a_newer_one(attempt, page):
    newer = open_client(attempt=attempt, now=NOW)
    three, four = slot_of(attempt, 1), slot_of(attempt, 2)
    save(attempt, newer, Answer(1, three, "c"))
    save(attempt, page, Answer(1, three, "a"), Answer(2, four, ["a"]))
    assert final_values(attempt) == {three: "c", four: ["a"]}


@pytest.mark.parametrize(
    "answer", [Answer(2, 999, "b"), Answer(2, 0, "b"), Answer(2, 1, {"a": [1]}), Answer(2, 1, "z")]
)
def test_a_bad_item_is_refused_and_the_rest_is_saved(attempt, page, answer):
    good = Answer(1, slot_of(attempt, 1), "b")
    saved = save(attempt, page, good, answer)
    assert (saved.acknowledged, [r.seq for r in saved.refused]) == ([1], [2])
    assert len(stored(attempt)) == 1


def test_wrong_key_page_or_attempt_is_unknown(attempt, page, cast):
    other = start_attempt(sitting=attempt.sitting, student=cast.classmate, now=NOW)
    for attempt_id, client, key in [
        (attempt.pk, page.number, "0" * 32),
        (attempt.pk, 2, page.key),
        (other.pk, page.number, page.key),
        (uuid.uuid4(), page.number, page.key),
        (attempt.pk, page.number, "\ud800"),
    ]:
        with pytest.raises(UnknownClient):
            save_answers(
                attempt_id=attempt_id, client=client, key=key, answers=[Answer(1, 1, None)], now=NOW
            )
    assert AnswerEvent.objects.count() == 0


def test_within_the_grace_after_ending_an_answer_is_in_time(attempt, page):
    close_sitting(sitting=attempt.sitting, now=NOW)
    saved = save(attempt, page, Answer(1, slot_of(attempt, 1), "b"), now=NOW + GRACE)
    assert saved.is_closed is True
    assert stored(attempt)[0][-1] is False


def test_after_the_grace_an_answer_is_kept_as_late_and_does_not_count(attempt, page):
    close_sitting(sitting=attempt.sitting, now=NOW)
    late = NOW + GRACE + timedelta(seconds=1)
    assert save(attempt, page, Answer(1, slot_of(attempt, 1), "b"), now=late).acknowledged == [1]
    assert stored(attempt) == [(1, 1, slot_of(attempt, 1), "b", True)]
    assert final_values(attempt) == {}


def test_every_kind_is_stored_in_its_canonical_form(attempt, page):
    slots = [slot_of(attempt, position) for position in (1, 2, 3)]
    save(
        attempt,
        page,
        Answer(1, slots[0], "b"),
        Answer(2, slots[1], ["c", "a"]),
        Answer(3, slots[2], True),
    )
    assert final_values(attempt) == dict(zip(slots, RIGHT_VALUES.values(), strict=True))
