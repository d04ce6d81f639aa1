"""Giving out sign-in cards."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from schools.domain.sessions import end_sessions
from schools.models import Card, User


@transaction.atomic
def issue_cards(*, students: Iterable[User], issued_by: User, now: datetime) -> list[Card]:
    """New cards in the order of `students`; old cards are void, and their sessions end."""
    cards = [
        Card(user=student, stamp=secrets.token_hex(16), issued_at=now, issued_by=issued_by)
        for student in students
    ]
    end_sessions(users=[card.user_id for card in cards])
    return Card.objects.bulk_create(
        cards,
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["stamp", "issued_at", "issued_by"],
    )
