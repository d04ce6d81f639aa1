"""What is revealed of an attempt, to whom and when."""

from datetime import timedelta

import pytest

from quizzes.choices import Reveal, RevealWhen
from quizzes.disclosure import disclosure
from quizzes.domain.attempts import open_client, start_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.domain.submission import submit_attempt
from quizzes.models import Attempt
from quizzes.permissions import attempts_visible_to
from quizzes.queries import attempt_slots, result_of
from tests.factories import NOW
from tests.quizzes.factories import make_quiz, make_sitting


def attempt_with(cast, *, reveal=Reveal.SOLUTION, when=RevealWhen.AT_ONCE, closed=True) -> Attempt:
    quiz = make_quiz(cast.school)
    quiz.reveal, quiz.reveal_when = reveal, when
    quiz.save()
    sitting = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    page = open_client(attempt=attempt, now=NOW)
    if closed:
        submit_attempt(attempt_id=attempt.pk, client=1, key=page.key, answers=[], now=NOW)
    return Attempt.objects.get(pk=attempt.pk)


def test_nothing_is_revealed_of_an_open_attempt(cast):
    attempt = attempt_with(cast, closed=False)
    for viewer in (cast.pupil, cast.head_teacher, cast.parent):
        assert disclosure(attempt, viewer, NOW).reveal == Reveal.NOTHING


@pytest.mark.parametrize("reveal", list(Reveal))
def test_the_pupil_sees_what_was_promised(cast, reveal):
    assert disclosure(attempt_with(cast, reveal=reveal), cast.pupil, NOW).reveal == reveal


def test_never_means_never_for_pupil_and_parent_but_not_for_the_teacher(cast):
    attempt = attempt_with(cast, when=RevealWhen.NEVER)
    later = NOW + timedelta(days=1)
    close_sitting(sitting=attempt.sitting, now=NOW)
    assert disclosure(attempt, cast.pupil, later).reveal == Reveal.NOTHING
    assert disclosure(attempt, cast.parent, later).reveal == Reveal.NOTHING
    assert disclosure(attempt, cast.head_teacher, later).reveal == Reveal.SOLUTION


def test_after_closing_waits_for_the_sitting(cast):
    attempt = attempt_with(cast, when=RevealWhen.AFTER_CLOSING)
    assert disclosure(attempt, cast.pupil, NOW).reveal == Reveal.NOTHING
    close_sitting(sitting=attempt.sitting, now=NOW)
    assert disclosure(attempt, cast.pupil, NOW).reveal == Reveal.SOLUTION


def test_a_count_reveals_no_question(cast):
    result = result_of(attempt_with(cast, reveal=Reveal.COUNT), cast.pupil, NOW)
    assert (result.right, result.asked, result.slots) == (0, 3, [])


def test_correctness_reveals_no_solution(cast):
    result = result_of(attempt_with(cast, reveal=Reveal.CORRECTNESS), cast.pupil, NOW)
    assert {c.is_right for slot in result.slots for c in slot.choices} == {None}
    assert {(slot.explanation, slot.source) for slot in result.slots} == {("", "")}


def test_the_page_of_an_attempt_holds_no_key(cast):
    slots = attempt_slots(attempt_with(cast, closed=False))
    assert len(slots) == 3
    text = repr([slot.spec for slot in slots])
    for secret in ("answer", "explanation", "why", "大声呼救"):
        assert secret not in text


def test_who_may_read_named_answers(cast):
    attempt = attempt_with(cast)
    may = [cast.pupil, cast.parent, cast.head_teacher]
    may_not = [
        cast.classmate,
        cast.sibling_head_teacher,
        cast.other_head_teacher,
        cast.foreign_head_teacher,
        cast.head,
        cast.safety_officer,
        cast.bureau,
        cast.foreign_bureau,
    ]
    assert [list(attempts_visible_to(user)) for user in may] == [[attempt]] * 3
    assert [list(attempts_visible_to(user)) for user in may_not] == [[]] * 8
