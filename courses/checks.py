"""Check-yourself questions show their answers, so a lesson's quiz must not ask the same ones."""

from collections.abc import Iterable
from typing import Any

from quizzes.models import QuizItem


def checked_question(block: Any) -> int | None:
    """The id of the question that a block of a lesson shows; None for any other block."""
    question = block.value["question"] if block.block_type == "check" else None
    return question.pk if question else None


def questions_given_away(body: Iterable[Any], quiz_id: int | None) -> set[int]:
    """The ids of the questions that the body shows and the quiz asks. One query at most."""
    shown = {pk for pk in map(checked_question, body) if pk is not None}
    if not shown or quiz_id is None:
        return set()
    asked = QuizItem.objects.filter(quiz_id=quiz_id, question_id__in=shown)
    return set(asked.values_list("question_id", flat=True))
