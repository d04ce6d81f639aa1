"""What becomes of questions in the bank, beside being edited."""

from collections.abc import Iterable

from django.db import transaction
from wagtail.actions.unpublish import UnpublishAction

from quizzes.models import Option, Question
from schools.models import User

COPIED = (
    "kind", "stem", "picture", "picture_alt", "is_true", "rule", "explanation", "source",
    "valid_until", "grade_min", "grade_max",
)  # fmt: skip


@transaction.atomic
def retire_questions(*, questions: Iterable[Question], by: User) -> int:
    """Take questions out of use: no new paper asks them; what stands on papers stays. How many."""
    retired = 0
    for question in questions:
        if question.live:
            UnpublishAction(question, user=by).execute(skip_permission_checks=True)
            retired += 1
    return retired


def copy_question(question: Question, *, onto: Question) -> Question:
    """`onto`, unsaved, with the contents of another question; a draft like any new one."""
    for name in COPIED:
        setattr(onto, name, getattr(question, name))
    onto.topics = list(question.topics.all())
    onto.options = [
        Option(
            key=option.key,
            text=option.text,
            is_right=option.is_right,
            why=option.why,
            sort_order=option.sort_order,
        )
        for option in question.options.all()
    ]
    return onto
