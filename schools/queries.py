"""Where a unit or a pupil belongs, which week it is there, and whose slip or number this is."""

import hashlib
from datetime import date, datetime

from django.db.models import Q

from schools.choices import UnitKind
from schools.models import ClassMembership, Invitation, TeachingWeek, Unit, User


def line_above(unit: Unit) -> list[Unit]:
    """The unit and all above it, the nearest first."""
    ends = range(Unit.steplen, len(unit.path) + 1, Unit.steplen)
    above = Unit.objects.filter(path__in=[unit.path[:end] for end in ends])
    return sorted(above, key=lambda each: each.depth, reverse=True)


def district_of(unit: Unit) -> Unit:
    """The district at the root of the unit's tree, or the unit itself."""
    return Unit.objects.get(path=unit.path[: Unit.steplen])


def school_of(unit: Unit) -> Unit | None:
    """The school in which the unit lies, or which it is; None above schools."""
    return unit if unit.kind == UnitKind.SCHOOL else unit.school


def current_week(unit: Unit, day: date) -> TeachingWeek | None:
    """The teaching week of the unit's district that contains `day`; None in the holidays."""
    weeks = TeachingWeek.objects.containing(day).select_related("term__school_year")
    return weeks.filter(term__school_year__district__path=unit.path[: Unit.steplen]).first()


def class_of(child: User, day: date) -> Unit | None:
    """The class in which a pupil is on a day; the latest of several."""
    held = ClassMembership.objects.on(day).filter(student=child).select_related("class_unit")
    membership = held.order_by("-starts_date", "-pk").first()
    return membership.class_unit if membership else None


def token_digest(token: str) -> str:
    """What is kept of a slip's token. It is random, so a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of_token(token: str, now: datetime) -> Invitation | None:
    """The open slip with this token."""
    slips = Invitation.objects.open_at(now).select_related("child")
    return slips.filter(digest=token_digest(token)).first()


def is_phone_taken(phone: str) -> bool:
    """Whether somebody signs in with this number."""
    same = Q(username=phone) | Q(phone=phone, is_pupil=False)
    return User.objects.filter(same).exists()
