"""Freezing a quiz into a paper."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.kinds import get_kind
from quizzes.models import Paper, PaperItem, Question, QuestionVersion, Quiz, QuizItem
from quizzes.versions import digest_of, spec_of


class CannotFreeze(Exception):
    """The quiz cannot be used as it stands; the text says why and where."""


@transaction.atomic
def freeze_paper(*, quiz: Quiz, now: datetime) -> Paper:
    """The sealed paper of a quiz as it stands: found by its digest, or made.

    Raises CannotFreeze when the quiz has no questions or one of them cannot be marked.
    """
    items = list(
        quiz.items.select_related("question__picture").prefetch_related(
            "question__options", "question__topics"
        )
    )
    if not items:
        raise CannotFreeze(_("This quiz has no questions yet. Add at least one."))
    versions = [_freeze_question(item=item, now=now) for item in items]
    content = _content(quiz, items, versions)
    paper, is_new = Paper.objects.get_or_create(
        quiz=quiz,
        digest=digest_of(content),
        defaults={
            "title": quiz.title,
            "shuffles_questions": quiz.shuffles_questions,
            "shuffles_options": quiz.shuffles_options,
            "created_at": now,
        },
    )
    if is_new:
        PaperItem.objects.bulk_create(
            PaperItem(paper=paper, position=position, version=version, points=item.points)
            for position, (item, version) in enumerate(zip(items, versions, strict=True), start=1)
        )
    return paper


def _content(quiz: Quiz, items: list[QuizItem], versions: list[QuestionVersion]) -> dict[str, Any]:
    return {
        "title": quiz.title,
        "shuffles": [quiz.shuffles_questions, quiz.shuffles_options],
        "items": [
            [version.digest, version.question_id, str(item.points.normalize())]
            for item, version in zip(items, versions, strict=True)
        ],
    }


def _freeze_question(*, item: QuizItem, now: datetime) -> QuestionVersion:
    spec = spec_of(item.question)
    if problem := _problem_of(item.question, spec, now):
        raise CannotFreeze(
            _("The question “%(stem)s” cannot be used: %(problem)s")
            % {"stem": item.question.stem[:30], "problem": problem}
        )
    version, _is_new = QuestionVersion.objects.get_or_create(
        question=item.question,
        digest=digest_of(spec),
        defaults={"spec": spec, "created_at": now},
    )
    return version


def _problem_of(question: Question, spec: dict[str, Any], now: datetime) -> str:
    """Why a question may not go onto a paper today; empty when it may."""
    if not question.live:
        return _("it is not marked as in use.")
    if question.valid_until and question.valid_until < timezone.localdate(now):
        return _("it was valid until %(day)s only.") % {"day": question.valid_until}
    problems = get_kind(spec["kind"]).validate_spec(spec)
    return problems[0] if problems else ""
