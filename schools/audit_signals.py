"""What goes to the audit log by itself: adults' sign-ins, and every post given or taken away.

Pupils' sign-ins are not listed. Posts made in bulk send no signal: see `record_posts_added`.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils import timezone

from schools.backends import account_name
from schools.choices import AuditAction
from schools.domain.audit import record, record_post
from schools.models import ClassMembership, Membership, Unit, User


def home_unit(person: User) -> Unit | None:
    """Where an adult belongs: the topmost unit they work at, or else their child's class."""
    held = person.memberships.select_related("unit").order_by("unit__depth", "unit__path")
    first = held.first()
    if first is not None:
        return first.unit
    children = person.children_links.values("child")
    classes = ClassMembership.objects.filter(student__in=children, ends_date=None)
    membership = classes.select_related("class_unit").order_by("-starts_date", "-pk").first()
    return membership.class_unit if membership else None


def on_sign_in(*, user: User, **kwargs: Any) -> None:
    _record_own(AuditAction.SIGN_IN, user)


def on_sign_out(*, user: User | None, **kwargs: Any) -> None:
    _record_own(AuditAction.SIGN_OUT, user)


def _record_own(action: AuditAction, user: User | None) -> None:
    if user is not None and not user.is_pupil:
        record(action=action, actor=user, unit=home_unit(user), now=timezone.now())


def on_failure(*, credentials: Mapping[str, Any], **kwargs: Any) -> None:
    """Whose account it was, if any. What was typed is not kept: it may be a password."""
    name = account_name(str(credentials.get("username") or ""))
    person = User.objects.filter(username=name, is_pupil=False).first()
    record(
        action=AuditAction.SIGN_IN_FAILED,
        actor=None,
        unit=home_unit(person) if person else None,
        about=person,
        now=timezone.now(),
    )


def on_post_saved(*, instance: Membership, created: bool, raw: bool, **kwargs: Any) -> None:
    if not raw:  # a fixture restores what was logged elsewhere
        change = "added" if created else "changed"
        record_post(membership=instance, change=change, now=timezone.now())


def on_post_deleted(
    *, instance: Membership, origin: Model | QuerySet[Model] | None = None, **kwargs: Any
) -> None:
    """Deleted alone, or because the person or the unit is: then nothing is left to point at."""
    model = origin.model if isinstance(origin, QuerySet) else type(origin)
    is_alone = origin is None or model is Membership
    record_post(membership=instance, change="removed", now=timezone.now(), is_named=is_alone)


def connect() -> None:
    post_save.connect(on_post_saved, sender=Membership, dispatch_uid="audit")
    post_delete.connect(on_post_deleted, sender=Membership, dispatch_uid="audit")
    user_logged_in.connect(on_sign_in, dispatch_uid="audit")
    user_logged_out.connect(on_sign_out, dispatch_uid="audit")
    user_login_failed.connect(on_failure, dispatch_uid="audit")
