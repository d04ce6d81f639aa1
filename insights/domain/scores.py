"""The one writer of indicator scores: after submissions, in batches, outside their transactions."""

import logging
import uuid
from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import connections, router, transaction

from insights.facts import closed_attempts, closing_day, latest_marks, rules_between
from insights.models import IndicatorScore
from insights.scoring import scores_of
from quizzes.models import Attempt, Pending

logger = logging.getLogger(__name__)
WRITER_LOCK = 7_301_194  # any number, as long as nothing else locks it


def drain_pending(*, now: datetime, limit: int = 500) -> int:
    """Score the attempts that wait longest and take them off the list; how many rows were drained.

    Call it again while it returns `limit`. Only the rows that were read are deleted, so an attempt
    that is marked again meanwhile waits for the next round. `now` only serves the log.
    """
    if not Pending.objects.exists():  # an idle tick must not take SQLite's write lock
        return 0
    with transaction.atomic():
        become_the_writer()
        waiting = list(Pending.objects.order_by("pk")[:limit])
        rewrite_scores({each.attempt_id for each in waiting})
        done = Pending.objects.filter(pk__in=[each.pk for each in waiting])
        done._raw_delete(done.db)
    if waiting:
        delay = now - min(each.created_at for each in waiting)
        logger.info("Scored %d attempts; the oldest waited %s", len(waiting), delay)
    return len(waiting)


def recompute_scores(*, now: datetime, batch: int = 500) -> int:
    """Make every score again from the marks; how many there are now. `now` only serves the log.

    Each batch is a transaction of its own, so that submissions go on meanwhile. What waits keeps
    waiting: draining it later gives the same rows.
    """
    made = 0
    for attempt_ids in _batches(batch):
        with transaction.atomic():
            become_the_writer()
            made += rewrite_scores(attempt_ids)
    logger.info("Made %d scores again, as of %s", made, now)
    return made


def rewrite_scores(attempt_ids: Collection[uuid.UUID]) -> int:
    """Replace all scores of these attempts, within the writer's transaction; how many were made."""
    attempts = closed_attempts(attempt_ids)
    rules = rules_between({closing_day(each) for each in attempts})
    marks = latest_marks([each.pk for each in attempts])
    made = [score for each in attempts for score in scores_of(each, marks.get(each.pk, []), rules)]
    # Nothing points to a score and nobody listens, so the rows need not be fetched to be deleted.
    old = IndicatorScore.objects.filter(attempt_id__in=attempt_ids)
    old._raw_delete(old.db)
    IndicatorScore.objects.bulk_create(made)
    return len(made)


def become_the_writer() -> None:
    """Wait until no other process writes scores, until this transaction ends.

    On SQLite an IMMEDIATE transaction is alone already.
    """
    connection = connections[router.db_for_write(IndicatorScore)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])


def _batches(size: int) -> Iterator[list[uuid.UUID]]:
    """The ids of all attempts in order, `size` at a time."""
    last = uuid.UUID(int=0)
    while True:
        ids = list(
            Attempt.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]
        )
        if not ids:
            return
        yield ids
        last = ids[-1]
