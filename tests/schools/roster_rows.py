"""Rosters as the reader gives them, for tests of what they do to the database."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools.domain.roster import ImportReport, import_roster
from schools.models import ClassMembership, Unit, User
from schools.roster import ClassKey, ParsedRoster, PupilRow, StaffRow, parse_roster
from tests.factories import NOW
from tests.schools.roster.files import pupils, student_id

SCHOOL_YEAR_BEGAN = date(2026, 9, 1)


def read(*rows: Sequence[object], header: Sequence[str] | None = None) -> ParsedRoster:
    """A pupils' file of these rows (name, 学籍号, class, phone), read."""
    data = pupils(*rows, header=header) if header else pupils(*rows)
    return parse_roster(data, filename="名单.xlsx")


def many(count: int, first: int = 1) -> ParsedRoster:
    """Pupils with ids, in two classes."""
    numbers = range(first, first + count)
    return read(*[[f"学生甲{letters(n)}", student_id(n), f"三({n % 2 + 1})班"] for n in numbers])


def letters(number: int) -> str:
    return "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))


def staff(*rows: tuple[str, str | None, str, Iterable[ClassKey], str]) -> ParsedRoster:
    """A staff file: name, phone, post, classes, safety duty."""
    people = [
        StaffRow("教职工", number, name, phone, post, tuple(classes), duty)
        for number, (name, phone, post, classes, duty) in enumerate(rows, start=2)
    ]
    return ParsedRoster("staff", tuple(people), ())


def pupil_row(row: int, name: str, student_id: str | None = None, number: int = 1) -> PupilRow:
    return PupilRow("名单", row, name, ClassKey(3, number), "", student_id)


def bring(
    school: Unit,
    parsed: ParsedRoster,
    *,
    days: int = 0,
    good_rows: bool = False,
    check: bool = False,
    end_unnamed: bool = False,
) -> ImportReport:
    now: datetime = NOW + timedelta(days=days)
    return import_roster(
        school=school,
        parsed=parsed,
        now=now,
        good_rows=good_rows,
        check=check,
        end_unnamed=end_unnamed,
    )


def counts(report: ImportReport) -> tuple[int, int, int]:
    """New, changed, unchanged."""
    people = report.people
    return people.new, people.changed, people.unchanged


def time_in_classes(user: User) -> list[tuple[str, date, date | None]]:
    memberships = ClassMembership.objects.filter(student=user).order_by("id")
    return [
        (f"{m.class_unit.grade_on(NOW.date())}.{m.class_unit.number}", m.starts_date, m.ends_date)
        for m in memberships.select_related("class_unit")
    ]


def everything_kept() -> str:
    """Every row of every table, as text."""
    kept = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            kept.append(f"{table}: {cursor.fetchall()}")
    return "\n".join(kept)


def queries_of(school: Unit, parsed: ParsedRoster, *, days: int = 0) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        bring(school, parsed, days=days)
    return len(captured)
