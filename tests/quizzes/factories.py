"""Questions, quizzes and sittings for tests."""

from datetime import datetime

from plan.choices import Area
from plan.models import Topic
from quizzes.choices import QuestionKind
from quizzes.domain.sittings import open_sitting
from quizzes.models import Attempt, Option, Question, Quiz, QuizItem, Sitting
from schools.models import Unit, User
from tests.factories import NOW


def make_topic(slug: str = "drowning", name: str = "溺水") -> Topic:
    topic, _is_new = Topic.objects.get_or_create(
        slug=slug, defaults={"name": name, "area": Area.SAFETY_INJURY}
    )
    return topic


def make_question(
    owner: Unit,
    *,
    kind: QuestionKind = QuestionKind.SINGLE,
    stem: str = "看到同伴落水,你先做什么?",
    right: str = "b",
    is_true: bool = True,
    topic: str = "drowning",
) -> Question:
    """A question with options a to d; `right` names the right ones."""
    question = Question(
        owner=owner,
        kind=kind,
        stem=stem,
        explanation="先大声呼救,再用竿子或绳子去够,不要自己下水。",
        live=True,
        first_published_at=NOW,
        is_true=is_true if kind == QuestionKind.TRUE_FALSE else None,
    )
    question.topics = [make_topic(topic)]
    if kind != QuestionKind.TRUE_FALSE:
        question.options = [
            Option(key=key, text=f"选项{key}", is_right=key in right, sort_order=place)
            for place, key in enumerate("abcd")
        ]
    question.save()
    return question


def make_quiz(owner: Unit, count: int = 3) -> Quiz:
    """A quiz of `count` questions: single (b), multiple (a, c), true or false (true), again."""
    kinds = [QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.TRUE_FALSE]
    quiz = Quiz(owner=owner, title="防溺水小测")
    for place in range(count):
        kind = kinds[place % 3]
        question = make_question(
            owner,
            kind=kind,
            stem=f"第{place + 1}题",
            right="ac" if kind == QuestionKind.MULTIPLE else "b",
        )
        quiz.items.add(QuizItem(question=question, sort_order=place))
    quiz.save()
    return quiz


def make_sitting(
    class_unit: Unit, given_by: User, *, quiz: Quiz | None = None, now: datetime = NOW
) -> Sitting:
    return open_sitting(
        quiz=quiz or make_quiz(class_unit.school), class_unit=class_unit, given_by=given_by, now=now
    )


RIGHT_VALUES = {"single": "b", "multiple": ["a", "c"], "true_false": True}


def slot_of(attempt: Attempt, position: int) -> int:
    """The slot in which this attempt meets the question at a position of the paper."""
    return next(n for n, p in enumerate(attempt.layout, start=1) if p["item"] == position)
