"""Guardians' accounts and links: joining by a child's slip, refusing it, and being removed."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from schools.choices import AuditAction, ConsentAnswer
from schools.domain.audit import record
from schools.domain.consent import answer_consent
from schools.domain.invitations import open_and_locked
from schools.models import Guardianship, Invitation, Unit, User
from schools.queries import class_of, is_phone_taken


class PhoneTaken(Exception):
    """Somebody signs in with this number already; nothing was made."""


@transaction.atomic
def join_child(
    *, invitation: Invitation, guardian: User, relation: str, version: str, now: datetime
) -> None:
    """Link somebody who agreed to the text `version` with the child of a slip.

    Who is linked already is not counted again. Raises InvitationVoid, StaleConsent.
    """
    slip = open_and_locked(invitation, now)
    _link, is_new = Guardianship.objects.get_or_create(
        guardian=guardian, child=slip.child, defaults={"relation": relation, "joined_at": now}
    )
    answer_consent(
        guardian=guardian, child=slip.child, answer=ConsentAnswer.GIVEN, version=version, now=now
    )
    if not is_new:
        return
    slip.joined += 1
    slip.save(update_fields=["joined"])
    record(
        action=AuditAction.GUARDIAN_JOINED,
        actor=guardian,
        unit=class_of(slip.child, timezone.localdate(now)),
        about=slip.child,
        detail={"guardians": slip.child.guardian_links.count()},
        now=now,
    )


def join_with_new_account(
    *,
    invitation: Invitation,
    name: str,
    phone: str,
    password: str,
    relation: str,
    version: str,
    now: datetime,
) -> User:
    """Make a guardian's account, whose user name is the mobile number, and link it.

    Raises PhoneTaken, InvitationVoid, StaleConsent; then there is no account either.
    """
    digest = make_password(password)  # slow, so before the transaction
    with transaction.atomic():
        open_and_locked(invitation, now)
        if is_phone_taken(phone):
            raise PhoneTaken
        try:
            with transaction.atomic():
                guardian = User.objects.create(
                    username=phone, phone=phone, name=name, password=digest, date_joined=now
                )
        except IntegrityError as error:  # the same number at the same moment
            raise PhoneTaken from error
        join_child(
            invitation=invitation, guardian=guardian, relation=relation, version=version, now=now
        )
    return guardian


@transaction.atomic
def remove_guardian(
    *, guardianship: Guardianship, actor: User, class_unit: Unit, now: datetime
) -> None:
    """Take a guardian's link to a child away. A slip that is still open is void from now on too.

    The account stays: it may belong to other children. What was agreed to stays on record.
    """
    guardian, child = guardianship.guardian, guardianship.child
    Invitation.objects.filter(child=child).delete()
    guardianship.delete()
    record(
        action=AuditAction.GUARDIAN_REMOVED,
        actor=actor,
        unit=class_unit,
        about=guardian,
        detail={"child": child.pk},
        now=now,
    )
