"""Submitting an attempt: insert, mark, close and receipt in one transaction."""

import logging
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from quizzes.choices import MarkCause
from quizzes.domain.answers import GRACE, Answer, Saved, lock_attempt, store_repeated
from quizzes.domain.marking import mark_attempt
from quizzes.models import Attempt

logger = logging.getLogger("quizzes.attempts")

RECEIPT_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Submitted:
    receipt: str
    saved: Saved


@transaction.atomic
def submit_attempt(
    *, attempt_id: uuid.UUID, client: int, key: str, answers: list[Answer], now: datetime
) -> Submitted:
    """Store what is still unsent, mark and close. A repeat returns the same receipt.

    Raises UnknownClient. Answers that come with a repeat are stored as late.
    """
    attempt = lock_attempt(attempt_id=attempt_id, client=client, key=key)
    saved = store_repeated(attempt=attempt, client=client, answers=answers, now=now)
    if attempt.closed_at is None:
        close_attempt(attempt=attempt, cause=MarkCause.SUBMITTED, now=now)
    return Submitted(attempt.receipt, saved)


def close_attempt(*, attempt: Attempt, cause: MarkCause, now: datetime) -> None:
    """Mark and close a locked, open attempt, within the caller's transaction."""
    mark_attempt(attempt=attempt, cause=cause, now=now)
    attempt.closed_at, attempt.receipt = now, new_receipt()
    attempt.save(update_fields=["closed_at", "receipt"])


def new_receipt() -> str:
    """ABCD-2345: eight characters that are not mistaken for one another."""
    letters = [secrets.choice(RECEIPT_ALPHABET) for _place in range(8)]
    return f"{''.join(letters[:4])}-{''.join(letters[4:])}"


def close_overdue_attempts(*, now: datetime) -> int:
    """Close and mark open attempts whose time and grace are over; how many were closed.

    Each in a transaction of its own, so that a restart loses nothing and repeats nothing.
    """
    overdue = Attempt.objects.filter(closed_at=None).filter(
        Q(sitting__closes_at__lt=now - GRACE) | Q(deadline_at__lt=now - GRACE)
    )
    closed = 0
    for pk in list(overdue.values_list("pk", flat=True)):
        try:
            closed += _close_one_overdue(pk, now)
        except Exception:
            # One that cannot be marked must not keep all others open; it is tried again each time.
            logger.exception("attempt %s could not be closed", pk)
    return closed


@transaction.atomic
def _close_one_overdue(pk: uuid.UUID, now: datetime) -> bool:
    attempt = Attempt.objects.select_related("sitting").select_for_update(of=("self",)).get(pk=pk)
    if attempt.closed_at is not None:
        return False
    close_attempt(attempt=attempt, cause=MarkCause.CLOSED, now=now)
    return True
