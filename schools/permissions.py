"""Who may do what with units and people: one rule each, as a check and as a list."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from schools.choices import Role, UnitKind
from schools.models import (
    AuditEntry,
    ClassMembership,
    Membership,
    RosterUpload,
    Unit,
    User,
)
from schools.models.units import UnitQuerySet

Viewer = User | AnonymousUser

DISTRICT_ROLES = (Role.BUREAU_OFFICER,)
SCHOOL_ROLES = (Role.SCHOOL_HEAD, Role.SAFETY_OFFICER)
CLASS_ROLES = (Role.HEAD_TEACHER, Role.TEACHER)
GIVING_ROLES = (*SCHOOL_ROLES, Role.IT_TEACHER, *CLASS_ROLES)
PIN_ROLES = (*SCHOOL_ROLES, Role.HEAD_TEACHER)
AUDIT_ROLES = (Role.AUDITOR, *SCHOOL_ROLES)
EXPORT_ROLES = (Role.SAFETY_OFFICER,)
FIGURE_ROLES = (*DISTRICT_ROLES, *SCHOOL_ROLES, *CLASS_ROLES)


def paths_with_role(user: Viewer, roles: Iterable[str]) -> list[str]:
    """The tree paths of the units at which the user holds one of these roles."""
    if not user.is_authenticated or not user.is_active:
        return []
    held = Membership.objects.filter(user_id=user.pk, role__in=list(roles))
    return list(held.values_list("unit__path", flat=True))


def has_role(user: Viewer, roles: Iterable[str], unit: Unit) -> bool:
    """Whether the user holds one of these roles at the unit or above it."""
    return any(unit.path.startswith(path) for path in paths_with_role(user, roles))


def units_with_role(user: Viewer, roles: Iterable[str]) -> UnitQuerySet:
    """The units at or below which the user holds one of these roles."""
    return Unit.objects.below(paths_with_role(user, roles))


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that a permission has already let through."""
    assert isinstance(request.user, User)
    return request.user


def works_at_a_school(user: Viewer) -> bool:
    return bool(user.is_authenticated and Membership.objects.filter(user_id=user.pk).exists())


def may_use_two_step(user: Viewer) -> bool:
    """Staff and superusers: who has a colleague above to ask when the phone is lost."""
    return works_at_a_school(user) or bool(user.is_authenticated and user.is_superuser)


def may_write_lessons(user: Viewer) -> bool:
    return bool(user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def classes_to_teach(user: Viewer) -> UnitQuerySet:
    """The classes whose lessons and sittings the user runs."""
    return units_with_role(user, GIVING_ROLES).of_kind(UnitKind.CLASS)


def can_teach_class(user: Viewer, class_unit: Unit) -> bool:
    return class_unit.kind == UnitKind.CLASS and has_role(user, GIVING_ROLES, class_unit)


def classes_with_pins_to_manage(user: Viewer) -> UnitQuerySet:
    """Head teachers' own classes; all of the school's for its head and safety officer."""
    return units_with_role(user, PIN_ROLES).of_kind(UnitKind.CLASS)


def can_manage_pins(user: Viewer, class_unit: Unit) -> bool:
    return has_role(user, PIN_ROLES, class_unit)


def schools_with_roster_to_import(user: Viewer) -> UnitQuerySet:
    """The schools whose whole roster the user may bring in: the head's and safety officer's."""
    return units_with_role(user, SCHOOL_ROLES).of_kind(UnitKind.SCHOOL)


def roster_uploads_visible_to(user: Viewer) -> QuerySet[RosterUpload]:
    """A person's own uploads, as long as they may import at that school."""
    schools = schools_with_roster_to_import(user)
    return RosterUpload.objects.filter(by_id=user.pk, school__in=schools)


def units_with_figures(user: Viewer) -> UnitQuerySet:
    """The units whose figures the user may see."""
    return units_with_role(user, FIGURE_ROLES)


def can_see_figures(user: Viewer, unit: Unit) -> bool:
    return has_role(user, FIGURE_ROLES, unit)


def reads_audit(user: Viewer) -> bool:
    return bool(paths_with_role(user, AUDIT_ROLES))


def audit_entries_visible_to(user: Viewer) -> QuerySet[AuditEntry]:
    """Auditors: all below their unit, and failed sign-ins that belong to nobody; schools: own."""
    condition = Q(pk__in=[])
    for path in paths_with_role(user, AUDIT_ROLES):
        condition |= Q(unit__path__startswith=path)
    if paths_with_role(user, [Role.AUDITOR]):
        condition |= Q(unit=None, actor=None, about=None)
    return AuditEntry.objects.filter(condition)


def pupils_to_export(user: Viewer, day: date) -> QuerySet[User]:
    """The pupils of whom a safety officer may hand out all that is held: today's own school's."""
    classes = units_with_role(user, EXPORT_ROLES).of_kind(UnitKind.CLASS)
    members = ClassMembership.objects.on(day).filter(class_unit__in=classes)
    return User.objects.filter(pk__in=members.values("student"), is_pupil=True, erased_at=None)


def units_with_passwords_to_issue(user: Viewer) -> UnitQuerySet:
    """Schools of heads and safety officers; of a bureau officer all units down to the schools."""
    schools = units_with_role(user, SCHOOL_ROLES).filter(kind=UnitKind.SCHOOL)
    bureau = units_with_role(user, DISTRICT_ROLES)
    above = bureau.filter(kind__in=[UnitKind.DISTRICT, UnitKind.GROUP, UnitKind.SCHOOL])
    return schools | above


def staff_with_passwords_to_issue(user: Viewer, unit: Unit) -> QuerySet[User]:
    """The colleagues at a unit whose password and second step the user may set anew.

    A school's head and safety officer: whoever has posts and children at this school and nowhere
    else, each other included. A bureau officer: the heads and safety officers at or below the
    unit, and whom a school may not help, as long as all they have lies below the bureau's own
    unit. Nobody: themselves, superusers, auditors, and whoever has a post beside or above.
    """
    here = Membership.objects.filter(user=OuterRef("pk"), unit__path__startswith=unit.path)
    allowed: Any = Q(pk__in=[])
    if unit.kind == UnitKind.SCHOOL and has_role(user, SCHOOL_ROLES, unit):
        allowed |= ~_reaches_beyond(unit.path)
    for path in paths_with_role(user, DISTRICT_ROLES):
        if unit.path.startswith(path):
            leads = Exists(here.filter(role__in=SCHOOL_ROLES)) | _reaches_beyond(unit.path)
            at_the_top = Exists(Membership.objects.filter(user=OuterRef("pk"), unit__path=path))
            allowed |= leads & ~at_the_top & ~_reaches_beyond(path)
    watches = Membership.objects.filter(
        user=OuterRef("pk"), role__in=(*DISTRICT_ROLES, Role.AUDITOR)
    )
    staff = User.objects.filter(Exists(here), ~Exists(watches), is_pupil=False, is_superuser=False)
    return staff.filter(allowed, is_active=True, erased_at=None).exclude(pk=user.pk or 0)


def _reaches_beyond(path: str) -> Any:
    """Whether somebody holds a post, or has a child in a class, outside a part of the tree.

    A child counts, because a school could enter somebody else's parent on its list of staff,
    and with the account it would read about a child of another school.
    """
    posts = Membership.objects.filter(user=OuterRef("pk"))
    classes = ClassMembership.objects.filter(
        student__guardian_links__guardian=OuterRef("pk"), ends_date=None
    )
    return Exists(posts.exclude(unit__path__startswith=path)) | Exists(
        classes.exclude(class_unit__path__startswith=path)
    )


def pupils_on_roster(class_unit: Unit, day: date) -> "list[User]":
    """The pupils of a class on a day, in the usual order of names."""
    memberships = ClassMembership.objects.on(day).filter(class_unit=class_unit)
    people = User.objects.filter(
        pk__in=memberships.values("student"), is_active=True, erased_at=None
    )
    return sorted(people, key=lambda person: (person.name.encode("gb18030"), person.pk))
