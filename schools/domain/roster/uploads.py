"""A roster file from its upload to its import: kept a day at most, gone once it is imported."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from schools.domain.roster.importing import StalePlan, import_roster
from schools.domain.roster.report import ImportReport
from schools.models import RosterUpload, Unit, User
from schools.roster import Problem, Reading, Table

KEPT_FOR = timedelta(days=1)


class AlreadyImported(Exception):
    """The upload was imported before; nothing was done again."""


@transaction.atomic
def keep_upload(
    *, school: Unit, by: User, filename: str, content: bytes, now: datetime
) -> RosterUpload:
    """Keep a file until it is confirmed. It takes the place of the person's unconfirmed ones."""
    RosterUpload.objects.filter(school=school, by=by, imported_at=None).delete()
    return RosterUpload.objects.create(
        school=school,
        by=by,
        filename=filename,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        created_at=now,
    )


@transaction.atomic
def map_columns(*, upload: RosterUpload, mapping: Mapping[str, str]) -> None:
    """Remember which of the file's titles stand for which field."""
    upload.mapping = dict(mapping)
    upload.save(update_fields=["mapping"])


def compare_upload(*, upload: RosterUpload, reading: Reading, now: datetime) -> ImportReport:
    """What an import would do. Saves nothing."""
    return import_roster(school=upload.school, parsed=reading.roster, now=now, check=True)


@transaction.atomic
def confirm_upload(
    *,
    upload: RosterUpload,
    reading: Reading,
    expected: str,
    now: datetime,
    good_rows: bool = False,
    end_unnamed: bool = False,
) -> ImportReport:
    """Import an upload as its preview with the digest `expected` said, or not at all.

    Raises StalePlan when the comparison now gives something else, AlreadyImported on a repeat.
    The file is forgotten in the same transaction; its report stays for the day.
    """
    locked = RosterUpload.objects.select_for_update(of=("self",)).select_related("school", "by")
    upload = locked.get(pk=upload.pk)
    if upload.imported_at:
        raise AlreadyImported
    if not expected:
        raise StalePlan
    report = import_roster(
        school=upload.school,
        parsed=reading.roster,
        now=now,
        good_rows=good_rows,
        end_unnamed=end_unnamed,
        expected=expected,
        actor=upload.by,
    )
    if report.is_saved:
        upload.content, upload.imported_at = None, now
        upload.report = report_as_json(report, reading)
        upload.save(update_fields=["content", "imported_at", "report"])
    return report


def discard_upload(*, upload: RosterUpload) -> None:
    """Forget a file, and with it the report if there is one."""
    upload.delete()


def forget_old_uploads(*, now: datetime) -> int:
    """Delete every upload and report that is a day old; how many they were."""
    return RosterUpload.objects.filter(created_at__lte=now - KEPT_FOR).delete()[0]


def report_as_json(report: ImportReport, reading: Reading) -> dict[str, Any]:
    """All that the pages and the downloads show. No 学籍号, and telephones only of bad rows."""
    return {
        **report.to_json(),
        "kind": reading.roster.kind,
        "change": report.change.pk if report.change else None,
        "ended": report.ended,
        "changes": asdict(report.changes),
        "problems": [
            {**problem.as_json(), "blocking": problem.blocking} for problem in report.problems
        ],
        "bad_rows": [
            sheet for table in reading.tables if (sheet := _bad_rows(table, report.problems))
        ],
    }


def _bad_rows(table: Table, problems: tuple[Problem, ...]) -> dict[str, Any] | None:
    reasons: dict[int, list[str]] = {}
    for problem in problems:
        if problem.blocking and problem.sheet == table.sheet and problem.row in table.rows:
            reasons.setdefault(problem.row, []).append(problem.reason)
    rows = [[number, list(table.rows[number]), why] for number, why in sorted(reasons.items())]
    return {"sheet": table.sheet, "titles": list(table.titles), "rows": rows} if rows else None
