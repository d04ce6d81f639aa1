"""Taking a roster that was read into the database, whole or not at all."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.domain.roster.classes import ClassBook, add_classes, find_classes
from schools.domain.roster.fingerprint import digest_of
from schools.domain.roster.guardians import GuardianPlan, plan_guardians, save_guardians
from schools.domain.roster.listing import list_changes
from schools.domain.roster.pupils import PupilPlan, plan_pupils, save_pupils
from schools.domain.roster.report import ClassCounts, ImportReport, PeopleCounts
from schools.domain.roster.staff import StaffPlan, plan_staff, save_staff
from schools.models import Unit, User
from schools.roster import ParsedRoster


@dataclass(frozen=True)
class RosterPlan:
    """What a file would change at a school. Only a pupils' file makes classes."""

    book: ClassBook
    people: PupilPlan | StaffPlan | GuardianPlan

    @property
    def new_classes(self) -> int:
        return len(self.book.missing) if isinstance(self.people, PupilPlan) else 0


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
    expected: str = "",
    actor: User | None = None,
) -> ImportReport:
    """Bring a school's classes and people to what a file says, or to what its good rows say.

    All or nothing: a problem that leaves a row out stops everything, unless `good_rows`. What was
    merely noted (an unreadable telephone, a dropped column) stops nothing. Whoever the file does
    not name stays as they are. `check` compares and saves nothing. A second import of the same
    file changes nothing. Raises StalePlan when this is not the plan of the digest `expected`.
    `actor` is who asked, for the audit log; None from the command line.
    """
    today = timezone.localdate(now)
    schools = Unit.objects.all() if check else Unit.objects.select_for_update()
    school = schools.get(pk=school.pk)  # locked: two imports at once would make classes twice
    plan = _plan(school, parsed, today)
    problems = (*parsed.problems, *plan.people.problems)
    digest = digest_of(school=school, people=plan.people, missing=plan.book.missing)
    if expected and digest != expected:
        raise StalePlan
    changes = list_changes(school=school, book=plan.book, people=plan.people, today=today)
    is_whole = not any(problem.blocking for problem in problems)
    can_import = is_whole or (good_rows and bool(plan.people.steps))
    if can_import and not check:
        _save(school, plan, now, today)
    report = ImportReport(
        classes=ClassCounts(new=plan.new_classes, known=len(plan.book.units)),
        people=PeopleCounts.of(step.change for step in plan.people.steps),
        problems=problems,
        can_import=can_import,
        is_saved=can_import and not check,
        changes=changes,
        digest=digest,
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
    }
    if report.classes.new or people.new or people.changed:
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


def _save(school: Unit, plan: RosterPlan, now: datetime, today: date) -> None:
    if isinstance(plan.people, StaffPlan):
        save_staff(plan=plan.people, now=now)
        return
    if isinstance(plan.people, GuardianPlan):
        save_guardians(plan.people)
        return
    made = add_classes(school=school, keys=plan.book.missing, today=today)
    save_pupils(plan=plan.people, classes={**plan.book.units, **made}, now=now, today=today)
