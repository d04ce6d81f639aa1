"""`manage.py import_roster FILE --school CODE`: pupils, staff or guardians from a spreadsheet."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.db import IntegrityError
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.choices import UnitKind
from schools.domain.roster import ImportReport, import_roster
from schools.domain.roster.report import ClassCounts, PeopleCounts
from schools.models import Unit
from schools.roster import Problem, RosterFileError, parse_roster


class CannotImport(Exception):
    """The import cannot begin, or was undone; the message is a translated sentence."""


class Command(BaseCommand):
    help = "Import a roster of pupils, staff or guardians. All rows or none, by default."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--school", required=True, metavar="CODE")
        parser.add_argument("--check", action="store_true", help="compare, and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")
        parser.add_argument("--good-rows", action="store_true", help="leave bad rows out")
        parser.add_argument(
            "--end-unnamed",
            action="store_true",
            help="pupils of the named classes whom the file does not name leave them today",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = self.read_and_import(options)
        except (CannotImport, RosterFileError) as error:
            self.refuse(str(error), as_json=options["json"])
        if options["json"]:
            self.say_json(report)
        else:
            self.say("\n".join(lines_of(report, is_check=options["check"])))
        if not report.can_import:
            sys.exit(1)

    def read_and_import(self, options: dict[str, Any]) -> ImportReport:
        """Raises CannotImport or RosterFileError; nothing is changed then."""
        school = find_school(options["school"])
        parsed = parse_roster(options["file"], system=school.system)
        try:
            return import_roster(
                school=school,
                parsed=parsed,
                now=timezone.now(),
                good_rows=options["good_rows"],
                end_unnamed=options["end_unnamed"],
                check=options["check"],
            )
        except IntegrityError as error:
            raise CannotImport(
                _("Somebody else changed the same people meanwhile. Nothing was saved; try again.")
            ) from error

    def refuse(self, sentence: str, *, as_json: bool) -> NoReturn:
        """Say one sentence, and to a program the same in the one object that it expects."""
        if as_json:
            problems = (Problem("", 0, "", "", sentence),)
            nothing = ClassCounts(0, 0), PeopleCounts(0, 0, 0)
            self.say_json(ImportReport(*nothing, problems, can_import=False, is_saved=False))
        self.stderr.write(sentence)
        sys.exit(1)

    def say_json(self, report: ImportReport) -> None:
        text = json.dumps(report.to_json(), ensure_ascii=False)
        if self.in_terminal_letters(text) != text:
            text = json.dumps(report.to_json())
        self.stdout.write(text)

    def say(self, text: str) -> None:
        self.stdout.write(self.in_terminal_letters(text))

    def in_terminal_letters(self, text: str) -> str:
        """What this terminal can show: one in GBK knows no 𠮷, a file's name may be no text."""
        encoding = getattr(self.stdout, "encoding", None) or "utf-8"
        return text.encode(encoding, "backslashreplace").decode(encoding)


def find_school(code: str) -> Unit:
    """The school with this code. Raises CannotImport."""
    schools = Unit.objects.of_kind(UnitKind.SCHOOL)
    # Half a letter from a terminal in another encoding is nothing that a database can be asked.
    school = schools.filter(code=code).first() if code.isprintable() else None
    if school is None:
        raise CannotImport(
            _("There is no school with the code %(code)s. Check the code.") % {"code": code}
        )
    return school


def lines_of(report: ImportReport, *, is_check: bool) -> Iterator[str]:
    """The report for people: a line a problem, the counts, and what became of it."""
    for problem in report.problems:
        yield problem_line(problem)
    yield _("Classes: %(new)d new, %(known)d known.") % vars(report.classes)
    yield _("People: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.") % vars(
        report.people
    )
    if report.ended:
        yield _("Pupils who leave their class: %(ended)d.") % vars(report)
    yield outcome(report, is_check=is_check)


def problem_line(problem: Problem) -> str:
    place = _("%(sheet)s row %(row)d") % {"sheet": problem.sheet, "row": problem.row}
    where = [part for part in (place, problem.column, problem.value) if part]
    return _("%(where)s: %(reason)s") % {"where": " · ".join(where), "reason": problem.reason}


def outcome(report: ImportReport, *, is_check: bool) -> str:
    if not report.can_import:
        return _(
            "Nothing was saved. Correct the file and import it again, or take the good rows with "
            "--good-rows."
        )
    if is_check:
        return _("This was a check: nothing was saved. The file can be imported.")
    return _("Saved.")
