"""Questions and quizzes from the data of content files. All idempotent."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Page

from plan.models import Topic
from quizzes.choices import MarkingRule, QuestionKind
from quizzes.models import Option, Question, Quiz, QuizItem
from schools.models import Unit

Raw = Mapping[str, Any]


@transaction.atomic
def save_question(
    *, owner: Unit, data: Raw, images: Mapping[str, Image], now: datetime
) -> Question:
    """Make or update the question whose code is `data["id"]`, in use."""
    question = Question.objects.filter(code=data["id"]).first() or Question(code=data["id"])
    question.owner = owner
    question.kind = QuestionKind(data["kind"])
    question.stem = data["stem"].strip()
    question.explanation = data["explanation"].strip()
    question.source = data.get("source", "")
    question.valid_until = data.get("valid_until")
    question.grade_min, question.grade_max = data["grade_min"], data["grade_max"]
    question.rule = MarkingRule(data.get("rule", MarkingRule.ALL_OR_NOTHING))
    question.is_true = data.get("answer") if question.kind == QuestionKind.TRUE_FALSE else None
    question.picture = images[data["picture"]] if data.get("picture") else None
    question.picture_alt = data.get("alt", "")
    question.live, question.has_unpublished_changes = True, False
    question.first_published_at = question.first_published_at or now
    question.last_published_at = now
    question.topics = list(Topic.objects.filter(slug__in=data["topics"]))
    question.options = _options(question, data.get("options", []))
    question.save()
    return question


def _options(question: Question, rows: list[Raw]) -> list[Option]:
    """Options keep their primary key as long as they keep their key."""
    standing = {option.key: option for option in question.options.all()} if question.pk else {}
    options = []
    for place, row in enumerate(rows):
        option = standing.get(row["key"]) or Option(key=row["key"])
        option.text, option.why = row["text"], row.get("why", "")
        option.is_right, option.sort_order = row.get("correct", False), place
        options.append(option)
    return options


@transaction.atomic
def save_quiz(
    *, owner: Unit, code: str, title: str, questions: list[Question], page: Page | None = None
) -> Quiz:
    """Make or update the quiz of this code with exactly these questions, a point each."""
    quiz = Quiz.objects.filter(code=code).first() or Quiz(code=code)
    quiz.owner, quiz.title, quiz.page = owner, title, page
    quiz.grade_min = max(question.grade_min for question in questions)
    quiz.grade_max = min(question.grade_max for question in questions)
    standing = {item.question_id: item for item in quiz.items.all()} if quiz.pk else {}
    items = []
    for place, question in enumerate(questions):
        item = standing.get(question.pk) or QuizItem(question=question)
        item.sort_order = place
        items.append(item)
    quiz.items = items
    quiz.save()
    return quiz
