"""Signing a class panel in from a teacher's phone, for one lesson and one class."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import Panel, Unit, User

ASKING = timedelta(minutes=3)
"""How long a QR may be scanned, and how long a confirmed panel has to notice."""
LESSON = timedelta(minutes=45)
KEPT = timedelta(days=1)


class PanelCodeOver(Exception):
    """The code on the panel has run out, or somebody has confirmed it; the text says so."""


@dataclass(frozen=True)
class AskedPanel:
    """A new question, and the token for its QR: it stands nowhere else."""

    panel: Panel
    token: str


def hash_token(token: str) -> str:
    """How a token is kept. It has 128 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def ask_for_panel(*, now: datetime) -> AskedPanel:
    """A panel's question, good for three minutes, with a number of two digits to compare."""
    token = secrets.token_urlsafe(16)
    panel = Panel.objects.create(
        token_hash=hash_token(token), number=secrets.randbelow(90) + 10, asked_at=now
    )
    return AskedPanel(panel, token)


def find_question(*, token: str, now: datetime) -> Panel:
    """The question behind a QR. Raises PanelCodeOver: unknown, run out and used look alike."""
    asked = Panel.objects.filter(confirmed_at=None, asked_at__gt=now - ASKING)
    panel = asked.filter(token_hash=hash_token(token)).first()
    if panel is None:
        raise PanelCodeOver(_("This code has run out or was used. Scan the new one on the panel."))
    return panel


@transaction.atomic
def confirm_panel(*, panel: Panel, class_unit: Unit, by: User, now: datetime) -> Panel:
    """Sign the panel in to the class until the lesson ends. Raises PanelCodeOver on a repeat."""
    asked = Panel.objects.filter(pk=panel.pk, confirmed_at=None, asked_at__gt=now - ASKING)
    if not asked.update(
        confirmed_by=by, class_unit=class_unit, confirmed_at=now, ends_at=now + LESSON
    ):
        raise PanelCodeOver(_("This code has run out or was used. Scan the new one on the panel."))
    _record(AuditAction.PANEL_SIGNED_IN, panel.pk, class_unit, by, now)
    panel.refresh_from_db()
    return panel


def take_panel(*, panel: Panel, now: datetime) -> bool:
    """Whether the panel may come in now: once, and soon after somebody has confirmed it."""
    confirmed = Panel.objects.open_at(now).filter(confirmed_at__gt=now - ASKING, taken_at=None)
    return bool(confirmed.filter(pk=panel.pk).update(taken_at=now))


@transaction.atomic
def end_panel(*, panel: Panel, by: User | None, now: datetime) -> None:
    """End a panel's sign-in; `by` is None when it was ended on the panel. A repeat is harmless."""
    if Panel.objects.open_at(now).filter(pk=panel.pk).update(ends_at=now):
        assert panel.class_unit is not None  # only a confirmed one is open
        _record(AuditAction.PANEL_SIGNED_OUT, panel.pk, panel.class_unit, by, now)


def forget_old_panels(*, now: datetime) -> None:
    """Remove questions that nobody confirmed, and sign-ins that ended more than a day ago."""
    unanswered = Q(confirmed_at=None, asked_at__lt=now - ASKING)
    Panel.objects.filter(unanswered | Q(ends_at__lt=now - KEPT)).order_by().delete()


def _record(
    action: AuditAction, key: int, class_unit: Unit, by: User | None, now: datetime
) -> None:
    record(action=action, actor=by, unit=class_unit, detail={"panel": key}, now=now)
