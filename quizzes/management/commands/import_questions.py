"""`manage.py import_questions FILE`: questions from Word, text, Excel, GIFT, Moodle and others."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from quizzes.domain.exchange import Imported, import_questions
from quizzes.exchange.items import ExchangeError
from quizzes.exchange.reading import FORMATS, MOST_BYTES, read_questions
from schools.choices import UnitKind
from schools.models import Unit


class Command(BaseCommand):
    help = "Add questions to the bank, as drafts. What cannot be used is listed with its reason."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="auto")
        parser.add_argument(
            "--owner", default="", metavar="CODE", help="a district or school; else the district"
        )
        parser.add_argument("--check", action="store_true", help="compare, and save nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            owner = find_owner(options["owner"])
            file: Path = options["file"]
            reading = read_questions(load(file), filename=file.name, wanted=options["format"])
        except ExchangeError as error:
            self.refuse(str(error), as_json=options["json"])
        done = import_questions(owner=owner, reading=reading, check=options["check"])
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines_of(done, is_check=options["check"])))

    def refuse(self, sentence: str, *, as_json: bool) -> NoReturn:
        if as_json:
            skipped = [{"where": "", "reason": sentence}]
            nothing = {"imported": 0, "unchanged": 0, "skipped": skipped}
            self.stdout.write(json.dumps(nothing, ensure_ascii=False))
        self.stderr.write(sentence)
        sys.exit(1)


def find_owner(code: str) -> Unit:
    """The unit with this code, or the only district there is. Raises ExchangeError."""
    if code:
        found = Unit.objects.filter(code=code, kind__in=[UnitKind.DISTRICT, UnitKind.SCHOOL])
    else:
        found = Unit.objects.of_kind(UnitKind.DISTRICT)
    owners = list(found[:2])
    if len(owners) == 1:
        return owners[0]
    if code:
        raise ExchangeError(
            _("There is no district or school with the code %(code)s.") % {"code": code}
        )
    raise ExchangeError(_("Say whose questions these are: --owner CODE of a district or school."))


def load(path: Path) -> bytes:
    """The file's bytes, up to one more than are taken. Raises ExchangeError."""
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as error:
        name = {"name": path.name}
        raise ExchangeError(
            _("The file %(name)s cannot be opened. Check its name and folder.") % name
        ) from error


def lines_of(done: Imported, *, is_check: bool) -> list[str]:
    """What came in, what did not and why, for people."""
    counts = {"imported": done.imported, "unchanged": done.unchanged, "skipped": len(done.skipped)}
    told = _("Taken: %(imported)d, in the bank already: %(unchanged)d, left out: %(skipped)d.")
    return [
        *(f"{each.where}: {each.reason}" for each in done.skipped),
        *(
            _("%(where)s: not kept: %(what)s") % {"where": each.where, "what": each.reason}
            for each in done.losses
        ),
        *(
            _("%(where)s: the bank has a question with the same words (number %(number)d).")
            % {"where": each.where, "number": each.question}
            for each in done.similar
        ),
        told % counts,
        _("This was a check: nothing was saved.")
        if is_check
        else _("They wait in the bank as drafts."),
    ]
