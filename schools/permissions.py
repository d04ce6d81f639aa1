"""Who may do what with units and people: one rule each, as a check and as a list."""

from collections.abc import Iterable
from datetime import date
from typing import Any

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
    Panel,
    RosterChange,
    RosterUpload,
    Unit,
    User,
)
from schools.models.guardians import GuardianshipQuerySet
from schools.models.panels import PanelQuerySet
from schools.models.units import UnitQuerySet

Viewer = User | AnonymousUser

DISTRICT_ROLES = (Role.BUREAU_OFFICER,)
SCHOOL_ROLES = (Role.SCHOOL_HEAD, Role.SAFETY_OFFICER)
CLASS_ROLES = (Role.HEAD_TEACHER, Role.TEACHER)
GIVING_ROLES = (*SCHOOL_ROLES, Role.IT_TEACHER, *CLASS_ROLES)
ROSTER_ROLES = (*DISTRICT_ROLES, *SCHOOL_ROLES)
PIN_ROLES = (*SCHOOL_ROLES, Role.HEAD_TEACHER)
REASON_ROLES = (*DISTRICT_ROLES, *SCHOOL_ROLES)
"""Who may read a pupil's answers after saying why."""
AUDIT_ROLES = (Role.AUDITOR, *SCHOOL_ROLES)
EXPORT_ROLES = (Role.SAFETY_OFFICER,)
AUTHOR_ROLES = (Role.IT_TEACHER, *CLASS_ROLES)
APPROVER_ROLES: dict[str, tuple[Role, ...]] = {
    UnitKind.SCHOOL: SCHOOL_ROLES,
    UnitKind.DISTRICT: DISTRICT_ROLES,
}
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


def units_around(user: Viewer) -> UnitQuerySet:
    """The units where the user works, all below them, and those above that share with them."""
    if not user.is_authenticated:
        return Unit.objects.none()
    if user.is_superuser:
        return Unit.objects.all()
    condition = Q(pk__in=[])
    held = Membership.objects.filter(user_id=user.pk)
    for path in held.values_list("unit__path", flat=True):
        above = [path[:end] for end in range(Unit.steplen, len(path), Unit.steplen)]
        condition |= Q(path__startswith=path) | Q(path__in=above)
    return Unit.objects.filter(condition)


def works_at_a_school(user: Viewer) -> bool:
    return bool(user.is_authenticated and Membership.objects.filter(user_id=user.pk).exists())


def may_use_two_step(user: Viewer) -> bool:
    """Staff and superusers: who has a colleague above to ask when the phone is lost."""
    return works_at_a_school(user) or bool(user.is_authenticated and user.is_superuser)


def may_write_lessons(user: Viewer) -> bool:
    return bool(user.is_authenticated and user.has_perm("wagtailadmin.access_admin"))


def authors_of(unit: Unit) -> QuerySet[User]:
    """Who writes for a school or a district: the teachers there, or in its classes."""
    held = Membership.objects.filter(Q(unit=unit) | Q(unit__school=unit), role__in=AUTHOR_ROLES)
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def units_to_write_for(user: Viewer, roles: Iterable[str] = AUTHOR_ROLES) -> UnitQuerySet:
    """The schools and districts for which the user writes drafts."""
    if not user.is_authenticated or not user.is_active:
        return Unit.objects.none()
    held = Membership.objects.filter(user_id=user.pk, role__in=list(roles))
    units = Unit.objects.filter(kind__in=APPROVER_ROLES)
    return units.filter(Q(pk__in=held.values("unit")) | Q(pk__in=held.values("unit__school")))


def approvers_of(unit: Unit) -> QuerySet[User]:
    """Who publishes what a school or a district writes; a post above a school counts for it."""
    ends = range(Unit.steplen, len(unit.path) + 1, Unit.steplen)
    held = Membership.objects.filter(
        role__in=APPROVER_ROLES.get(unit.kind, ()),
        unit__path__in=[unit.path[:end] for end in ends],
    )
    return User.objects.filter(pk__in=held.values("user"), is_active=True)


def can_approve_for(user: Viewer, unit: Unit) -> bool:
    return has_role(user, APPROVER_ROLES.get(unit.kind, ()), unit)


def units_to_approve_for(user: Viewer) -> UnitQuerySet:
    """The schools and districts whose texts and questions the user publishes."""
    units = Unit.objects.none()
    for kind, roles in APPROVER_ROLES.items():
        units |= units_with_role(user, roles).of_kind(UnitKind(kind))
    return units


def has_other_approver(unit: Unit, user: User) -> bool:
    return approvers_of(unit).exclude(pk=user.pk).exists()


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


def panels_to_end(user: Viewer) -> PanelQuerySet:
    """The class panels that the user has signed in."""
    return Panel.objects.filter(confirmed_by_id=user.pk)


def classes_with_guardians_to_manage(user: Viewer) -> UnitQuerySet:
    """Whose slips the user prints and whose guardians they see: as with PINs and cards."""
    return classes_with_pins_to_manage(user)


def schools_with_guardians_to_count(user: Viewer) -> UnitQuerySet:
    """The schools of which the user sees, by class, how many guardians joined and agreed."""
    return units_with_role(user, SCHOOL_ROLES).of_kind(UnitKind.SCHOOL)


def children_of_guardian(user: Viewer) -> GuardianshipQuerySet:
    """The user's links to children, whatever was agreed to: for asking, not for showing."""
    return Guardianship.objects.filter(guardian_id=user.pk, child__is_active=True)


def children_visible_to(user: Viewer) -> QuerySet[User]:
    """The children whose data a guardian may see: those for whom they agreed."""
    links = Guardianship.objects.filter(guardian_id=user.pk).consented()
    return User.objects.filter(pk__in=links.values("child"), is_active=True)


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
    arranged = units_with_role(user, DISTRICT_ROLES).filter(
        path__startswith=unit.path[: Unit.steplen]
    )
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
    """The staff of a unit whose names and telephones are its to change: with these one signs in.

    Nobody who has a post or a child beyond it and, at a district, nobody who works in its bureau.
    """
    mine = staff_of(unit).filter(~_reaches_beyond(unit.path), is_superuser=False)
    watches = Membership.objects.filter(
        user=OuterRef("pk"), role__in=(*DISTRICT_ROLES, Role.AUDITOR)
    )
    return mine.filter(~Exists(watches))


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


def units_with_audit(user: Viewer) -> UnitQuerySet:
    """The units to choose among in the log: of several schools' not the classes."""
    units = units_with_role(user, AUDIT_ROLES)
    is_wide = units.of_kind(UnitKind.SCHOOL).count() > 1
    return units.exclude(kind=UnitKind.CLASS) if is_wide else units


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
    staff = staff.exclude(pk__in=people_without_account().values("pk"))
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
    lasting_here = ClassMembership.objects.filter(
        student=OuterRef("child"), class_unit__path__startswith=path, ends_date=None
    )
    children = Guardianship.objects.filter(guardian=OuterRef("pk"))
    return (
        Exists(posts.exclude(unit__path__startswith=path))
        | Exists(classes.exclude(class_unit__path__startswith=path))
        | Exists(children.filter(~Exists(lasting_here)))  # who has just left one, for another
    )


def pupils_on_roster(class_unit: Unit, day: date) -> "list[User]":
    """The pupils of a class on a day, in the usual order of names."""
    memberships = ClassMembership.objects.on(day).filter(class_unit=class_unit)
    people = User.objects.filter(
        pk__in=memberships.values("student"), is_active=True, erased_at=None
    )
    return sorted(people, key=name_order)


def name_order(person: User) -> tuple[bytes, int]:
    """The usual order of Chinese names: by sound, nearly, as GB 18030 has them."""
    return person.name.encode("gb18030"), person.pk
