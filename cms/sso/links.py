"""Which account of a provider belongs to which person."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from schools.backends import fold_phone
from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import User


class CannotLink(Exception):
    """The account may not be linked to this person; the text says why."""


def link_account(*, user: User, provider: str, uid: str, now: datetime) -> None:
    """From now on this account signs the person in. A repeat changes nothing.

    Raises CannotLink for a pupil, for a second account of one provider, and when it is somebody
    else's. Only the provider's key and its number for the person are kept.
    """
    if user.is_pupil:
        raise CannotLink(_("Pupils sign in with their PIN or card."))
    held = SocialAccount.objects.filter(user=user, provider=provider).first()
    if held is not None and held.uid == uid:
        return
    if held is not None:
        raise CannotLink(_("Another account is linked already. Unlink it first."))
    try:
        with transaction.atomic():
            SocialAccount.objects.create(user=user, provider=provider, uid=uid)
            _record(AuditAction.SSO_LINKED, user, now)
    except IntegrityError as problem:
        raise CannotLink(_("This account is linked to somebody else.")) from problem


@transaction.atomic
def unlink_account(*, user: User, provider: str, now: datetime) -> None:
    """The account signs nobody in any more. A repeat changes nothing."""
    if SocialAccount.objects.filter(user=user, provider=provider).delete()[0]:
        _record(AuditAction.SSO_UNLINKED, user, now)


def owner_of_phone(told: str) -> User | None:
    """The one active adult with this phone number; None for none and for several.

    Administrators link theirs by themselves.
    """
    phone = fold_phone(told)
    owners = User.objects.filter(
        phone=phone, is_pupil=False, is_active=True, erased_at=None, is_superuser=False
    )
    found = list(owners[:2]) if phone else []
    return found[0] if len(found) == 1 else None


def linked_providers(user: User) -> set[str]:
    return set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))


def export_links(user: User) -> list[dict[str, Any]]:
    return list(SocialAccount.objects.filter(user=user).order_by("pk").values("provider", "uid"))


def erase_links(user: User, now: datetime) -> None:
    SocialAccount.objects.filter(user=user).delete()


def forget_links(*, users: Iterable[int], **kwargs: Any) -> None:
    """When somebody's keys were set anew, an account that was linked before opens nothing."""
    SocialAccount.objects.filter(user__in=users).delete()


def _record(action: AuditAction, user: User, now: datetime) -> None:
    post = user.memberships.select_related("unit").order_by("unit__depth", "unit__path").first()
    record(action=action, actor=user, unit=post.unit if post else None, about=user, now=now)
