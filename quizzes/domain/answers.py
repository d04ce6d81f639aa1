"""Taking answers in: each key (attempt, client, seq) once, and never lost once acknowledged."""

import hmac
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quizzes.domain.attempts import hash_key
from quizzes.kinds import InvalidAnswer, get_kind
from quizzes.models import AnswerEvent, Attempt, AttemptClient
from quizzes.papers import items_of_paper

GRACE = timedelta(seconds=60)

logger = logging.getLogger("quizzes.attempts")

Stored = tuple[int, Any]
"""A stored answer: its slot and its value."""


class UnknownClient(Exception):
    """No such attempt, page or key. All three look the same from outside."""


@dataclass(frozen=True)
class Answer:
    """One answer as a page sends it: `seq` from 1 within the page, `slot` from 1."""

    seq: int
    slot: int
    value: Any


@dataclass(frozen=True)
class Refusal:
    seq: int
    reason: str


@dataclass(frozen=True)
class Saved:
    """What became of a batch. A refused answer is not stored; all others are."""

    acknowledged: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    is_closed: bool = False


def save_answers(
    *, attempt_id: uuid.UUID, client: int, key: str, answers: list[Answer], now: datetime
) -> Saved:
    """Store a batch of answers. Repeating it is harmless.

    Raises UnknownClient. After the deadline and its grace, or after closing, answers are stored
    as late and never marked by themselves.
    """
    try:
        with transaction.atomic():
            attempt = lock_attempt(attempt_id=attempt_id, client=client, key=key)
            return store_answers(attempt=attempt, client=client, answers=answers, now=now)
    except IntegrityError:
        # Repeats are rare, so they are looked for only once the database has met one.
        with transaction.atomic():
            attempt = lock_attempt(attempt_id=attempt_id, client=client, key=key)
            return store_repeated(attempt=attempt, client=client, answers=answers, now=now)


def _pages() -> QuerySet[AttemptClient]:
    """Pages with what a save needs of their attempt, whose row is locked. The hottest query."""
    return (
        AttemptClient.objects.select_related("attempt__sitting")
        .select_for_update(of=("attempt",))
        .order_by()
        .only(
            "key_hash",
            "attempt__layout",
            "attempt__deadline_at",
            "attempt__closed_at",
            "attempt__receipt",
            "attempt__sitting__paper_id",
            "attempt__sitting__opens_at",
            "attempt__sitting__closes_at",
        )
    )


def lock_attempt(*, attempt_id: uuid.UUID, client: int, key: str) -> Attempt:
    """The attempt that this page may write to, its row locked until the transaction ends."""
    page = next(iter(_pages().filter(attempt_id=attempt_id, number=client)), None)
    if page is None or not hmac.compare_digest(page.key_hash, hash_key(key)):
        logger.warning("wrong key for attempt %s, client %s", attempt_id, client)
        raise UnknownClient
    return page.attempt


def is_late(attempt: Attempt, now: datetime) -> bool:
    ends = [end for end in (attempt.deadline_at, attempt.sitting.closes_at) if end is not None]
    return attempt.closed_at is not None or any(now > end + GRACE for end in ends)


def store_answers(
    *,
    attempt: Attempt,
    client: int,
    answers: list[Answer],
    now: datetime,
    standing: Mapping[int, Stored] | None = None,
) -> Saved:
    """Store answers to a locked attempt, within the caller's transaction.

    `standing` is what is stored already under these keys; IntegrityError when it leaves one out.
    """
    saved = Saved(is_closed=attempt.closed_at is not None or not attempt.sitting.is_open_at(now))
    known, late, events = dict(standing or {}), is_late(attempt, now), []
    for answer in answers:
        try:
            value = normalise_answer(attempt, answer)
        except InvalidAnswer as problem:
            saved.refused.append(Refusal(answer.seq, str(problem)))
            continue
        if answer.seq not in known:
            known[answer.seq] = (answer.slot, value)
            events.append(_event(attempt, client, answer, value, now, late))
        elif known[answer.seq] != (answer.slot, value):
            logger.warning("attempt %s: %s/%s came differently", attempt.pk, client, answer.seq)
            saved.refused.append(Refusal(answer.seq, _("This answer was already saved.")))
            continue
        saved.acknowledged.append(answer.seq)
    AnswerEvent.objects.bulk_create(events)
    return saved


def store_repeated(*, attempt: Attempt, client: int, answers: list[Answer], now: datetime) -> Saved:
    """The same for a batch of which some keys may be stored already."""
    events = AnswerEvent.objects.filter(
        attempt_id=attempt.pk, client=client, seq__in=[answer.seq for answer in answers]
    )
    standing = {event.seq: (event.slot, event.value) for event in events} if answers else {}
    return store_answers(
        attempt=attempt, client=client, answers=answers, now=now, standing=standing
    )


def _event(
    attempt: Attempt, client: int, answer: Answer, value: Any, now: datetime, late: bool
) -> AnswerEvent:
    return AnswerEvent(
        attempt_id=attempt.pk,
        client=client,
        seq=answer.seq,
        slot=answer.slot,
        value=value,
        received_at=now,
        is_late=late,
    )


def normalise_answer(attempt: Attempt, answer: Answer) -> Any:
    """An answer's canonical value. Raises InvalidAnswer for a slot or value that does not fit."""
    if not 1 <= answer.slot <= len(attempt.layout):
        raise InvalidAnswer(_("There is no such question on this paper."))
    position = attempt.layout[answer.slot - 1]["item"]
    spec = items_of_paper(attempt.sitting.paper_id)[position].spec
    return get_kind(spec["kind"]).normalise(spec, answer.value)
