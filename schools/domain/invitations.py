"""Slips that let a child's guardians in: making, voiding, and the number that is asked for."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import GuardianPhone, Invitation, Unit, User
from schools.phones import phone_digest
from schools.queries import token_digest

VALID_FOR = timedelta(days=30)


class InvitationVoid(Exception):
    """The slip has run out, was replaced or withdrawn, or as many joined by it as may."""


@transaction.atomic
def issue_invitations(
    *, children: Collection[User], class_unit: Unit, issued_by: User, now: datetime
) -> dict[User, str]:
    """A new token for each child, in order; whatever slips they had before are void.

    The tokens (22 letters, 128 random bits) exist only in what this returns.
    """
    tokens = {child: secrets.token_urlsafe(16) for child in children}
    Invitation.objects.bulk_create(
        [
            Invitation(
                child=child,
                digest=token_digest(token),
                issued_at=now,
                issued_by=issued_by,
                expires_at=now + VALID_FOR,
            )
            for child, token in tokens.items()
        ],
        update_conflicts=True,
        unique_fields=["child"],
        update_fields=["digest", "issued_at", "issued_by", "expires_at", "joined", "failed_tries"],
    )
    record(
        action=AuditAction.INVITATION_MADE,
        actor=issued_by,
        unit=class_unit,
        about=next(iter(children)) if len(children) == 1 else None,
        detail={"count": len(tokens)},
        now=now,
    )
    return tokens


@transaction.atomic
def revoke_invitation(*, child: User, class_unit: Unit, actor: User, now: datetime) -> None:
    """Void a child's slip. Who joined by it stays. A repeat changes nothing."""
    deleted, _rows = Invitation.objects.filter(child=child).delete()
    if deleted:
        record(
            action=AuditAction.INVITATION_REVOKED,
            actor=actor,
            unit=class_unit,
            about=child,
            now=now,
        )


def open_and_locked(invitation: Invitation, now: datetime) -> Invitation:
    """The same slip, read anew under a lock. Raises InvitationVoid when it is no longer open."""
    slips = Invitation.objects.open_at(now).select_for_update(of=("self",))
    slip = slips.select_related("child").filter(digest=invitation.digest).first()
    if slip is None:
        raise InvitationVoid
    return slip


@transaction.atomic
def check_phone(*, invitation: Invitation, phone: str, now: datetime) -> bool:
    """Try a number (digits alone) against those that the school has for the child.

    Ten wrong tries void this slip and no other. Raises InvitationVoid on any further one.
    """
    slip = open_and_locked(invitation, now)
    typed = phone_digest(slip.child_id, phone)
    known = GuardianPhone.objects.filter(child=slip.child_id).values_list("digest", flat=True)
    if any(constant_time_compare(typed, digest) for digest in known):
        return True
    Invitation.objects.filter(pk=slip.pk).update(failed_tries=F("failed_tries") + 1)
    return False
