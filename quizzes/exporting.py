"""What quizzes hold about a person."""

from typing import Any

from quizzes.models import Attempt, Question
from quizzes.queries import marks_that_count
from schools.models import User


def export_quizzes(user: User) -> dict[str, Any]:
    """Every attempt with each answer as it arrived and the marks that count; what was written."""
    attempts = Attempt.objects.filter(student=user).select_related("sitting__paper")
    written = Question.objects.filter(created_by=user).order_by("pk")
    return {
        "attempts": [_attempt(each) for each in attempts.order_by("started_at", "pk")],
        "questions": list(written.values("id", "stem")),
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    events = attempt.events.order_by("client", "seq")
    marks = sorted(marks_that_count(attempt).items())
    return {
        "id": attempt.pk,
        "quiz": attempt.sitting.paper.title,
        "started_at": attempt.started_at,
        "closed_at": attempt.closed_at,
        "receipt": attempt.receipt,
        "answers": list(events.values("client", "seq", "slot", "value", "received_at", "is_late")),
        "marks": [
            {"slot": slot, "fraction": mark.fraction, "points": mark.points} for slot, mark in marks
        ],
    }
