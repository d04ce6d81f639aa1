"""From answers to marks: the same for a first marking and for every later run."""

from datetime import datetime

from quizzes.choices import MarkCause
from quizzes.kinds import get_kind
from quizzes.models import Attempt, Mark, MarkRun, Pending
from quizzes.papers import items_of_paper
from quizzes.queries import final_values


def mark_attempt(*, attempt: Attempt, cause: MarkCause, now: datetime) -> MarkRun:
    """A new mark run over an attempt, within the caller's transaction.

    A blank has no fraction; the maximum of a slot is the points of its paper item.
    """
    run = MarkRun.objects.create(
        attempt=attempt, number=attempt.mark_runs.count() + 1, cause=cause, created_at=now
    )
    values, items = final_values(attempt), items_of_paper(attempt.sitting.paper_id)
    marks = []
    for slot, place in enumerate(attempt.layout, start=1):
        item, value = items[place["item"]], values.get(slot)
        marks.append(
            Mark(
                run=run,
                slot=slot,
                version_id=item.version_id,
                value=value,
                fraction=get_kind(item.spec["kind"]).fraction(item.spec, value),
                points=item.points,
            )
        )
    Mark.objects.bulk_create(marks)
    Pending.objects.create(attempt=attempt, created_at=now)
    return run
