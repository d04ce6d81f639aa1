"""`manage.py item_statistics MATRIX.csv`: figures of the questions in any table of marks."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from quizzes.matrix import MatrixError, read_matrix
from quizzes.statistics import Item, ItemFigures, TestFigures, analyse
from schools.roster.errors import RosterFileError
from schools.roster.text import decode_text, read_rows

MOST_BYTES = 50 * 1024 * 1024
TEST_KEYS = (
    "n", "mean", "median", "sd", "skewness", "kurtosis",
    "internal_consistency", "error_ratio", "standard_error",
)  # fmt: skip
ITEM_KEYS = (
    "facility", "sd", "discrimination_index", "discriminative_efficiency",
    "effective_weight", "point_biserial",
)  # fmt: skip


class Command(BaseCommand):
    help = "Item statistics of a CSV table: a header of names (name/maximum), one row a person."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            items = read_matrix(read_rows(decode_text(load(options["file"]))))
        except (MatrixError, RosterFileError) as error:
            self.stderr.write(str(error))
            sys.exit(1)
        test, figures = analyse(items)
        reasons = reasons_for_gaps(items, test)
        if options["json"]:
            self.stdout.write(as_json(test, figures, reasons))
        else:
            self.stdout.write("\n".join(lines_of(test, figures, reasons)))


def load(path: Path) -> bytes:
    """The file's bytes. Raises MatrixError."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except OSError as error:
        name = {"name": path.name}
        raise MatrixError(
            _("The file %(name)s cannot be opened. Check its name and folder.") % name
        ) from error
    if len(data) > MOST_BYTES:
        limit = {"limit": MOST_BYTES // 1024 // 1024}
        raise MatrixError(_("The file is larger than %(limit)d MB.") % limit)
    return data


def reasons_for_gaps(items: list[Item], test: TestFigures) -> list[str]:
    """Why figures are empty, as sentences."""
    reasons = []
    if test.n < 2:
        reasons.append(_("One person alone: nothing varies, so only means can be told."))
    elif not test.sd:
        reasons.append(_("Everybody has the same total, so nothing tells the questions apart."))
    elif test.n < 4:
        reasons.append(_("Skewness needs three people, kurtosis four."))
    if len(items) < 2:
        reasons.append(_("One question alone cannot be compared with others."))
    same = [item.name for item in items if len({mark or 0.0 for mark in item.marks}) == 1]
    if same and test.n > 1:
        names = {"names": _(", ").join(same)}
        reasons.append(
            _("Everybody earned the same here, so these tell nobody apart: %(names)s.") % names
        )
    return reasons


def as_json(test: TestFigures, figures: list[ItemFigures], reasons: list[str]) -> str:
    whole = {key: getattr(test, key) for key in TEST_KEYS}
    items = [
        {"item": item.name, **{key: getattr(item, key) for key in ITEM_KEYS}} for item in figures
    ]
    return json.dumps({"test": whole, "items": items, "reasons": reasons}, ensure_ascii=False)


def lines_of(test: TestFigures, figures: list[ItemFigures], reasons: list[str]) -> list[str]:
    """A line for the whole, a line a question, and why figures are missing."""
    keys = (*ITEM_KEYS, "upper", "lower")
    return [
        "  ".join(f"{key} {shown(getattr(test, key))}" for key in TEST_KEYS),
        *(
            f"{item.name}: " + "  ".join(f"{key} {shown(getattr(item, key))}" for key in keys)
            for item in figures
        ),
        *reasons,
    ]


def shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
