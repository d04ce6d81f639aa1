"""Beginning an attempt, and each page that writes to it."""

import hashlib
import random
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from quizzes.models import Attempt, AttemptClient, Paper, Sitting
from quizzes.papers import items_of_paper
from schools.models import ClassMembership, User


class SittingClosed(Exception):
    """The sitting is not open; the text says so."""


class NotOnRoster(Exception):
    """The pupil does not belong to the sitting's class today; the text says so."""


@dataclass(frozen=True)
class OpenedClient:
    """A page's number within its attempt and its write-only key (32 hex digits)."""

    number: int
    key: str


@transaction.atomic
def start_attempt(*, sitting: Sitting, student: User, now: datetime) -> Attempt:
    """The pupil's attempt at this sitting: the one that stands, or a new one.

    An attempt that stands is returned even after closing, so that its result can be read.
    Raises SittingClosed or NotOnRoster when a new one may not begin.
    """
    standing = Attempt.objects.filter(sitting=sitting, student=student, number=1).first()
    if standing is not None:
        return standing
    if not sitting.is_open_at(now):
        raise SittingClosed(_("This quiz has ended."))
    day = timezone.localdate(now)
    on_roster = ClassMembership.objects.on(day).filter(
        student=student, class_unit_id=sitting.class_unit_id
    )
    if not on_roster.exists():
        raise NotOnRoster(_("This pupil is not on the class list today."))
    attempt_id = uuid.uuid4()
    attempt, _is_new = Attempt.objects.get_or_create(
        sitting=sitting,
        student=student,
        number=1,
        defaults={
            "id": attempt_id,
            "class_unit_id": sitting.class_unit_id,
            "layout": draw_layout(sitting.paper, seed=attempt_id.int),
            "rules": {"reveal": sitting.reveal, "reveal_when": sitting.reveal_when},
            "started_at": now,
        },
    )
    return attempt


def draw_layout(paper: Paper, *, seed: int) -> list[dict[str, Any]]:
    """The order of questions and options of one attempt, as `Attempt.layout` keeps it."""
    order = random.Random(seed)
    items = sorted(items_of_paper(paper.pk).values(), key=lambda item: item.position)
    if paper.shuffles_questions:
        order.shuffle(items)
    layout = []
    for item in items:
        keys = [option["key"] for option in item.spec.get("options", [])]
        if paper.shuffles_options:
            order.shuffle(keys)
        layout.append({"item": item.position, "options": keys})
    return layout


def hash_key(key: str) -> str:
    """How a client's key is kept. It has 128 random bits, so a plain hash is enough."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def open_client(*, attempt: Attempt, now: datetime) -> OpenedClient:
    """A new page of an attempt, numbered after those before it."""
    Attempt.objects.select_for_update().only("pk").get(pk=attempt.pk)
    highest = AttemptClient.objects.filter(attempt=attempt).aggregate(n=Max("number"))["n"] or 0
    key = secrets.token_hex(16)
    AttemptClient.objects.create(
        attempt=attempt, number=highest + 1, key_hash=hash_key(key), created_at=now
    )
    return OpenedClient(highest + 1, key)
