"""Who may do what with units and people: one rule each, as a check and as a list."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest

from schools.choices import (
    DISTRICT_POSTS,
    POSTS_WITHOUT_ACCOUNT,
    SCHOOL_POSTS,
    Post,
    Role,
    UnitKind,
)
from schools.models import (
    AuditEntry,
    ClassMembership,
    Guardianship,
    Membership,
    RosterChange,
    RosterUpload,
    Unit,
    User,
)
from schools.models.units import UnitQuerySet

Viewer = User | AnonymousUser

STEP = Unit.steplen

DISTRICT_ROLES = (Role.BUREAU_OFFICER,)
SCHOOL_ROLES = (Role.SCHOOL_HEAD, Role.SAFETY_OFFICER)
CLASS_ROLES = (Role.HEAD_TEACHER, Role.TEACHER)
GIVING_ROLES = (*SCHOOL_ROLES, Role.IT_TEACHER, *CLASS_ROLES)
ROSTER_ROLES = (*DISTRICT_ROLES, *SCHOOL_ROLES)
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
    """The schools whose roster the user may bring in and correct.

    Their head's and safety officer's, and all of a district for its bureau.
    """
    return units_with_role(user, ROSTER_ROLES).of_kind(UnitKind.SCHOOL)


def arranges_district(user: Viewer) -> bool:
    return bool(paths_with_role(user, DISTRICT_ROLES))


def units_to_open(user: Viewer) -> UnitQuerySet:
    """The districts, groups and schools whose own pages the user may see."""
    kinds = (UnitKind.DISTRICT, UnitKind.GROUP, UnitKind.SCHOOL)
    return units_with_role(user, ROSTER_ROLES).filter(kind__in=kinds)


def units_to_change(user: Viewer) -> UnitQuerySet:
    """The bureau's whole district down to campuses; of a school its officers' campuses."""
    arranged = units_with_role(user, DISTRICT_ROLES).exclude(kind=UnitKind.CLASS)
    return arranged | units_with_role(user, SCHOOL_ROLES).of_kind(UnitKind.CAMPUS)


def can_change_unit(user: Viewer, unit: Unit) -> bool:
    roles = ROSTER_ROLES if unit.kind == UnitKind.CAMPUS else DISTRICT_ROLES
    return unit.kind != UnitKind.CLASS and has_role(user, roles, unit)


def kinds_to_add(user: Viewer, parent: Unit) -> tuple[UnitKind, ...]:
    """What the user may add below a unit: schools and groups the bureau, campuses the school."""
    if parent.kind == UnitKind.SCHOOL:
        return (UnitKind.CAMPUS,) if has_role(user, ROSTER_ROLES, parent) else ()
    if not has_role(user, DISTRICT_ROLES, parent):
        return ()
    is_district = parent.kind == UnitKind.DISTRICT
    return (UnitKind.SCHOOL, UnitKind.GROUP) if is_district else (UnitKind.SCHOOL,)


def places_for_school(user: Viewer, unit: Unit) -> UnitQuerySet:
    """The district and the groups of a unit's tree below which the user may put a school."""
    arranged = units_with_role(user, DISTRICT_ROLES).filter(path__startswith=unit.path[:STEP])
    return arranged.filter(kind__in=(UnitKind.DISTRICT, UnitKind.GROUP))


def units_with_staff_to_manage(user: Viewer) -> UnitQuerySet:
    """The schools of `schools_with_roster_to_import`, and for the bureau its own district."""
    districts = units_with_role(user, DISTRICT_ROLES).of_kind(UnitKind.DISTRICT)
    return districts | schools_with_roster_to_import(user)


def posts_to_give(unit: Unit) -> tuple[Post, ...]:
    """The posts that whoever manages a unit's staff gives there, none above their own.

    A district's staff is the bureau's to manage, and only there its officers and auditors are
    made; a school's head and safety officer give each other's posts and those below.
    """
    return DISTRICT_POSTS if unit.kind == UnitKind.DISTRICT else SCHOOL_POSTS


def memberships_to_manage(unit: Unit) -> QuerySet[Membership]:
    """What people hold at a district itself, or at a school and below it, of the posts above."""
    if unit.kind == UnitKind.DISTRICT:
        return Membership.objects.filter(unit=unit)
    above = (*DISTRICT_ROLES, Role.AUDITOR)
    return Membership.objects.filter(unit__path__startswith=unit.path).exclude(role__in=above)


def staff_of(unit: Unit) -> QuerySet[User]:
    """The people who work at a school or, at a district, in its bureau."""
    return User.objects.filter(pk__in=memberships_to_manage(unit).values("user"), erased_at=None)


def colleagues_to_correct(unit: Unit) -> QuerySet[User]:
    """The staff of a unit who hold no post outside it: others' names are not its to change."""
    outside = Membership.objects.exclude(unit__path__startswith=unit.path)
    mine = staff_of(unit).filter(is_superuser=False)
    return mine.filter(~Exists(outside.filter(user=OuterRef("pk"))))


def people_without_account() -> QuerySet[User]:
    """Guards, kitchen, dormitory and cleaning staff who are nothing else here and no parent."""
    held = Membership.objects.filter(user=OuterRef("pk"))
    children = Guardianship.objects.filter(guardian=OuterRef("pk"))
    return User.objects.filter(
        Exists(held.filter(post__in=POSTS_WITHOUT_ACCOUNT)),
        ~Exists(held.exclude(post__in=POSTS_WITHOUT_ACCOUNT)),
        ~Exists(children),
        is_superuser=False,
    )


def can_have_account(user: User) -> bool:
    return not people_without_account().filter(pk=user.pk).exists()


def roster_uploads_visible_to(user: Viewer) -> QuerySet[RosterUpload]:
    """A person's own uploads, as long as they may import at that school."""
    schools = schools_with_roster_to_import(user)
    return RosterUpload.objects.filter(by_id=user.pk, school__in=schools)


def schools_with_roster_history(user: Viewer) -> UnitQuerySet:
    """The schools of whose roster the user sees every change: the bureau all, others their own."""
    return units_with_role(user, ROSTER_ROLES).of_kind(UnitKind.SCHOOL)


def roster_changes_visible_to(user: Viewer) -> QuerySet[RosterChange]:
    """What changed at the user's schools, and who was moved from them to another one."""
    schools = schools_with_roster_history(user)
    return RosterChange.objects.filter(Q(school__in=schools) | Q(from_school__in=schools))


def roster_changes_to_undo(user: Viewer) -> QuerySet[RosterChange]:
    """Those of which every school is the user's: only the bureau takes back a move between two."""
    schools = schools_with_roster_history(user)
    both = Q(from_school=None) | Q(from_school__in=schools)
    return RosterChange.objects.filter(both, school__in=schools, undone_at=None)


def classes_with_roster_to_read(user: Viewer) -> UnitQuerySet:
    """The classes whose pupils, past and present, the user may look up and correct."""
    return units_with_role(user, (*ROSTER_ROLES, Role.HEAD_TEACHER)).of_kind(UnitKind.CLASS)


def classes_with_roster_to_change(user: Viewer) -> UnitQuerySet:
    """The classes to and from which the user may move pupils, and whose number they may change."""
    return units_with_role(user, ROSTER_ROLES).of_kind(UnitKind.CLASS)


def classes_to_transfer_between(user: Viewer) -> UnitQuerySet:
    """The classes between which the user may move pupils whatever their school: the bureau's."""
    return units_with_role(user, DISTRICT_ROLES).of_kind(UnitKind.CLASS)


def places_in(classes: UnitQuerySet, day: date) -> QuerySet[ClassMembership]:
    """The places of pupils on the rosters of these classes on a day."""
    return ClassMembership.objects.on(day).filter(
        class_unit__in=classes, student__is_active=True, student__erased_at=None
    )


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


def pupils_on_roster(class_unit: Unit, day: date) -> "list[User]":
    """The pupils of a class on a day, in the usual order of names."""
    memberships = ClassMembership.objects.on(day).filter(class_unit=class_unit)
    people = User.objects.filter(
        pk__in=memberships.values("student"), is_active=True, erased_at=None
    )
    return sorted(people, key=lambda person: (person.name.encode("gb18030"), person.pk))
