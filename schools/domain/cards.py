"""Giving out sign-in cards."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from schools.models import Card, User


@transaction.atomic
def issue_cards(*, students: Iterable[User], issued_by: User, now: datetime) -> list[Card]:
    """New cards in the order of `students`; whatever cards they had before are void."""
    cards = [
        Card(user=student, stamp=secrets.token_hex(16), issued_at=now, issued_by=issued_by)
        for student in students
    ]
    return Card.objects.bulk_create(
        cards,
        update_conflicts=True,
        unique_fields=["user"],
        update_fields=["stamp", "issued_at", "issued_by"],
    )
