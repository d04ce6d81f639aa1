"""One row of a staff sheet to a StaffRow, and what repeats an earlier row of the file."""

from django.utils.translation import gettext as _

from schools.roster import columns
from schools.roster.cells import LONGEST_NAME, clean_name, clean_phone, plain_text
from schools.roster.class_names import ClassKey, parse_class_list
from schools.roster.columns import Header
from schools.roster.faults import Faults, Place
from schools.roster.in_class import CLASS_EXAMPLE
from schools.roster.rows import Cell, Problem, Sheet, StaffRow

LONGEST_DUTY = 200
MOBILE_DIGITS = 11


class StaffReader:
    """Reads the rows of one file in order; it remembers mobiles and names to find repeats."""

    def __init__(self, system: str) -> None:
        self.system = system
        self._mobiles: dict[str, Place] = {}
        self._without_mobile: dict[str, Place] = {}

    def read_row(
        self, sheet: Sheet, header: Header, number: int, row: tuple[Cell, ...]
    ) -> tuple[StaffRow | None, list[Problem]]:
        """The member of staff of a row (None when it is left out) and the row's problems."""
        faults = Faults(sheet, header, number, row)
        name = faults.read(columns.NAME, clean_name)
        phone = faults.read(columns.PHONE, clean_phone, blocking=False)
        classes = self._classes(header, row, faults)
        self._check_repeats(faults, name, phone)
        if name is None or faults.blocking:
            return None, faults.problems
        post = plain_text(header.cell(row, columns.POST))[:LONGEST_NAME]
        duty = plain_text(header.cell(row, columns.SAFETY_DUTY))[:LONGEST_DUTY]
        person = StaffRow(sheet.name, number, name, phone, post, classes, duty)
        return person, faults.problems

    def _classes(
        self, header: Header, row: tuple[Cell, ...], faults: Faults
    ) -> tuple[ClassKey, ...]:
        field = columns.CLASSES if columns.CLASSES in header.fields else columns.CLASS
        keys, unread = parse_class_list(header.cell(row, field), system=self.system)
        if unread:
            reason = _("The class name is not understood. Write it like %(example)s.")
            faults.add(field, reason % {"example": CLASS_EXAMPLE}, shown="、".join(unread))
        return keys

    def _check_repeats(self, faults: Faults, name: str | None, phone: str | None) -> None:
        # Colleagues may share an office telephone, never a mobile.
        if phone and len(phone) == MOBILE_DIGITS and phone.startswith("1"):
            first = self._mobiles.setdefault(phone, faults.place)
            if first != faults.place:
                reason = _("The mobile number repeats the one in %(sheet)s row %(row)d.")
                faults.add(columns.PHONE, reason % first.words())
        elif name:
            first = self._without_mobile.setdefault(name, faults.place)
            if first != faults.place:
                reason = _(
                    "%(sheet)s row %(row)d has the same name. Give both a mobile number, so "
                    "that they can be told apart."
                )
                faults.add(columns.NAME, reason % first.words())
