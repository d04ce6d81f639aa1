"""Taking a roster that was read into the database, whole or not at all."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from schools.choices import AuditAction, RosterChangeKind
from schools.domain.audit import record
from schools.domain.roster.classes import ClassBook, add_classes, find_classes
from schools.domain.roster.fingerprint import digest_of
from schools.domain.roster.guardians import GuardianPlan, plan_guardians, save_guardians
from schools.domain.roster.history import ChangeLog, log_changes
from schools.domain.roster.listing import list_changes
from schools.domain.roster.pupils import PupilPlan, plan_pupils, save_pupils
from schools.domain.roster.report import ClassCounts, ImportReport, PeopleCounts
from schools.domain.roster.staff import StaffPlan, plan_staff, save_staff
from schools.models import ClassMembership, Unit, User
from schools.roster import ParsedRoster


@dataclass(frozen=True)
class RosterPlan:
    """What a file would change at a school. Only a pupils' file makes classes."""

    book: ClassBook
    people: PupilPlan | StaffPlan | GuardianPlan

    @property
    def new_classes(self) -> int:
        return len(self.book.missing) if isinstance(self.people, PupilPlan) else 0

    @property
    def unnamed(self) -> list[ClassMembership]:
        """Places in the classes that the file names, whose pupils no good row names."""
        if not isinstance(self.people, PupilPlan):
            return []
        named = {unit.pk for unit in self.book.units.values()}
        return [each for each in self.people.unnamed if each.class_unit_id in named]


class StalePlan(Exception):
    """The database has changed since the plan with the expected digest was made."""


@transaction.atomic
def import_roster(
    *,
    school: Unit,
    parsed: ParsedRoster,
    now: datetime,
    good_rows: bool = False,
    check: bool = False,
    end_unnamed: bool = False,
    expected: str = "",
    actor: User | None = None,
) -> ImportReport:
    """Bring a school's classes and people to what a file says, or to what its good rows say.

    All or nothing: a problem that leaves a row out stops everything, unless `good_rows`. What was
    merely noted (an unreadable telephone, a dropped column) stops nothing. Whoever the file does
    not name stays as they are; with `end_unnamed` they leave today the classes that it names,
    for which no row may be bad, because a row that cannot be read names somebody too.
    `check` compares and saves nothing. A second import of the same file changes nothing. Raises
    StalePlan when this is not the plan of the digest `expected`. `actor` is who asked, for the
    audit log; None from the command line.
    """
    today = timezone.localdate(now)
    schools = Unit.objects.all() if check else Unit.objects.select_for_update()
    school = schools.get(pk=school.pk)  # locked: two imports at once would make classes twice
    plan = _plan(school, parsed, today)
    problems = (*parsed.problems, *plan.people.problems)
    unnamed = plan.unnamed
    digest = digest_of(
        school=school, people=plan.people, missing=plan.book.missing, unnamed=unnamed
    )
    if expected and digest != expected:
        raise StalePlan
    changes = list_changes(school=school, book=plan.book, people=plan.people, today=today)
    is_whole = not any(problem.blocking for problem in problems)
    can_import = is_whole or (good_rows and not end_unnamed and bool(plan.people.steps))
    gone = unnamed if end_unnamed else []
    change = None
    if can_import and not check:
        kind = RosterChangeKind(parsed.kind)
        with log_changes(school=school, kind=kind, actor=actor, now=now) as log:
            _save(school, plan, gone, log, now, actor)
        change = log.change
    report = ImportReport(
        classes=ClassCounts(new=plan.new_classes, known=len(plan.book.units)),
        people=PeopleCounts.of(step.change for step in plan.people.steps),
        problems=problems,
        can_import=can_import,
        is_saved=can_import and not check,
        changes=changes,
        digest=digest,
        change=change,
        ended=len(gone),
    )
    if report.is_saved:
        record_import(actor=actor, school=school, kind=parsed.kind, report=report, now=now)
    return report


def record_import(
    *, actor: User | None, school: Unit, kind: str, report: ImportReport, now: datetime
) -> None:
    """One audit entry an import that changed something, with counts and without names."""
    people = report.people
    counts = {
        "kind": kind,
        "new": people.new,
        "changed": people.changed,
        "unchanged": people.unchanged,
        **({"left_people": report.ended} if report.ended else {}),
    }
    if report.change:
        record(action=AuditAction.ROSTER_IMPORT, actor=actor, unit=school, detail=counts, now=now)


def _plan(school: Unit, parsed: ParsedRoster, today: date) -> RosterPlan:
    if parsed.kind == "staff":
        named = [key for row in parsed.staff for key in row.classes]
        book = find_classes(school=school, keys=named, today=today)
        staff = plan_staff(school=school, rows=parsed.staff, classes=book.units, today=today)
        return RosterPlan(book, staff)
    if parsed.kind == "guardians":
        named = [row.class_key for row in parsed.guardians]
        book = find_classes(school=school, keys=named, today=today)
        guardians = plan_guardians(rows=parsed.guardians, classes=book.units, today=today)
        return RosterPlan(book, guardians)
    keys = [row.class_key for row in parsed.pupils]
    book = find_classes(school=school, keys=keys, today=today)
    pupils = plan_pupils(school=school, rows=parsed.pupils, classes=book.units, today=today)
    return RosterPlan(_without_unused(book, pupils), pupils)


def _without_unused(book: ClassBook, pupils: PupilPlan) -> ClassBook:
    """A class whose only rows turned out bad is not made."""
    used = {step.row.class_key for step in pupils.steps}
    units = {key: unit for key, unit in book.units.items() if key in used}
    return ClassBook(units, tuple(key for key in book.missing if key in used))


def _save(
    school: Unit,
    plan: RosterPlan,
    gone: list[ClassMembership],
    log: ChangeLog,
    now: datetime,
    actor: User | None,
) -> None:
    today = timezone.localdate(now)
    if isinstance(plan.people, StaffPlan):
        save_staff(school=school, plan=plan.people, log=log, now=now, actor=actor)
        return
    if isinstance(plan.people, GuardianPlan):
        save_guardians(plan.people, log)
        return
    made = add_classes(school=school, keys=plan.book.missing, today=today)
    log.created(*made.values())
    classes = {**plan.book.units, **made}
    save_pupils(plan=plan.people, classes=classes, log=log, now=now, today=today, gone=gone)
