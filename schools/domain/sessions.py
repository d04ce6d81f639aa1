"""Ending the sessions of people whose keys have changed."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.db.models import F

from schools.models import User
from schools.signals import keys_reset


def end_sessions(*, users: Iterable[int]) -> None:
    """Whoever is signed in as one of these people, by whatever means, is signed out everywhere."""
    User.objects.filter(pk__in=list(users)).update(sessions_ended=F("sessions_ended") + 1)


def close_self_made_accounts(*, people: Iterable[User]) -> None:
    """Before a first post: an account that somebody made for themselves loses its password.

    A guardian types name and mobile unproved, so it may be another's who is entered as staff
    later. Who it really is gets a first password on a slip.
    """
    made = User.objects.filter(
        pk__in=[person.pk for person in people],
        is_superuser=False,
        password_issued_at=None,
        memberships=None,
        children_links__isnull=False,
    )
    pks = set(made.values_list("pk", flat=True))
    if pks:
        User.objects.filter(pk__in=pks).update(password=make_password(None))
        end_sessions(users=pks)
        keys_reset.send(sender=User, users=pks)
