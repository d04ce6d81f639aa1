"""Ending the sessions of people whose keys have changed."""

from collections.abc import Iterable

from django.db.models import F

from schools.models import User


def end_sessions(*, users: Iterable[int]) -> None:
    """Whoever is signed in as one of these people, by whatever means, is signed out everywhere."""
    User.objects.filter(pk__in=list(users)).update(sessions_ended=F("sessions_ended") + 1)
