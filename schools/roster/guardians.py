"""One row of a guardians' sheet to a GuardianRow, and the numbers of a row in any sheet."""

from django.utils.translation import gettext as _

from schools.phones import mask_digits
from schools.roster import columns
from schools.roster.cells import clean_name, clean_phones
from schools.roster.columns import Header
from schools.roster.faults import Faults
from schools.roster.in_class import ClassReader
from schools.roster.rows import Cell, GuardianRow, Problem, Sheet, shown_value


class GuardianReader:
    """Reads the rows of one file. Several may name the same child: one a guardian."""

    def __init__(self, system: str) -> None:
        self.classes = ClassReader(system)

    def read_row(
        self, sheet: Sheet, header: Header, number: int, row: tuple[Cell, ...]
    ) -> tuple[GuardianRow | None, list[Problem]]:
        """The child and the numbers of a row (None when it is left out) and its problems."""
        faults = Faults(sheet, header, number, row)
        name = faults.read(columns.NAME, clean_name)
        class_key = self.classes.read(sheet, header, row, faults)
        phones = read_phones(faults)
        if not phones and not faults.problems:
            reason = _("The telephone number is missing, so there is nothing to keep of this row.")
            faults.add(columns.PHONE, reason, blocking=False)
        if name is None or class_key is None or faults.blocking:
            return None, faults.problems
        return GuardianRow(sheet.name, number, name, class_key, phones), faults.problems


def read_phones(faults: Faults) -> tuple[str, ...]:
    """The guardians' numbers of a row, each once, from every column that has some."""
    phones: dict[str, None] = {}
    for field in columns.GUARDIAN_PHONES:
        shown = mask_digits(shown_value(faults.cell(field)))
        found = faults.read(field, clean_phones, blocking=False, shown=shown)
        phones.update(dict.fromkeys(found or ()))
    return tuple(phones)
