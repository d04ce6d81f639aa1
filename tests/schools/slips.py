"""Slips and joining, for tests."""

from schools.consent import CURRENT
from schools.domain.guardians import join_child
from schools.domain.invitations import issue_invitations
from schools.models import GuardianPhone, Invitation, User
from schools.phones import mask_phone, phone_digest
from tests.conftest import Cast
from tests.factories import NOW


def print_slip(cast: Cast, child: User) -> str:
    """The token of a new slip for this child."""
    tokens = issue_invitations(
        children=[child], class_unit=cast.class_unit, issued_by=cast.head_teacher, now=NOW
    )
    return tokens[child]


def join(slip: Invitation, guardian: User) -> None:
    join_child(invitation=slip, guardian=guardian, relation="", version=CURRENT.version, now=NOW)


def know_phone(child: User, phone: str) -> None:
    """As a roster with this number leaves it."""
    GuardianPhone.objects.create(
        child=child, digest=phone_digest(child.pk, phone), masked=mask_phone(phone)
    )
