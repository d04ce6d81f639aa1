"""Erasing a person for good, so that the figures stay as they were."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from schools.choices import AuditAction
from schools.domain.audit import names_person, record
from schools.models import User
from schools.rights import run_erasers


class CannotErase(Exception):
    """The person may not be erased, or not like this; the text says why and what to do."""


@transaction.atomic
def erase_person(*, user: User, reason: str, now: datetime, actor: User | None = None) -> None:
    """Remove all that names a person; attempts, marks and class lists stay, nameless.

    Cannot be undone. Raises CannotErase for people with a post, for who is erased already, and
    for a reason that is empty or names the person.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    reason = reason.strip()[:200]
    _refuse(person, reason)
    memberships = person.class_memberships.select_related("class_unit").order_by("-starts_date")
    last = memberships.first()
    run_erasers(person, now)
    record(
        action=AuditAction.ERASED,
        actor=actor,
        unit=last.class_unit if last else None,
        about=person,
        detail={"reason": reason},
        now=now,
    )


def _refuse(person: User, reason: str) -> None:
    if person.erased_at is not None:
        raise CannotErase(_("This person has been erased already."))
    if person.is_superuser or person.memberships.exists():
        raise CannotErase(
            _("This person holds a post. Take the post away first; then the account can be erased.")
        )
    if not reason:
        raise CannotErase(_("Say why: the reason is kept in the audit log."))
    if names_person(reason, person):
        raise CannotErase(_("The reason stays in the audit log, so it must not name the person."))
