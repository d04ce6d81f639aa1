"""The class of one row: from its own cell, the grade beside it, or the sheet's name."""

from datetime import date

from django.utils.translation import gettext as _

from schools.roster import columns
from schools.roster.cells import plain_text
from schools.roster.class_names import (
    ClassKey,
    class_in_title,
    grade_in_title,
    parse_class_name,
    parse_grade,
)
from schools.roster.columns import Header
from schools.roster.errors import CellError
from schools.roster.faults import Faults
from schools.roster.rows import Cell, Sheet

CLASS_EXAMPLE = "三年级(1)班"


class ClassReader:
    """Reads a row's class as the school's system (六三 or 五四) calls it."""

    def __init__(self, system: str) -> None:
        self.system = system

    def read(
        self, sheet: Sheet, header: Header, row: tuple[Cell, ...], faults: Faults
    ) -> ClassKey | None:
        """The class of a row, or None after noting why it cannot be told."""
        field = columns.CLASS if columns.CLASS in header.fields else columns.CLASS_NUMBER
        cell = header.cell(row, field)
        grade = parse_grade(header.cell(row, columns.GRADE), system=self.system)
        try:
            if isinstance(cell, date):
                raise CellError(
                    _(
                        "Excel has turned the class into a date. Format the column as text and "
                        "write it like %(example)s."
                    )
                    % {"example": CLASS_EXAMPLE}
                )
            if not plain_text(cell):
                return self._class_without_cell(sheet, grade)
            return self._class_in_cell(sheet, cell, grade)
        except CellError as error:
            faults.add(field, str(error))
            return None

    def _class_without_cell(self, sheet: Sheet, grade: int | None) -> ClassKey:
        named = class_in_title(sheet.name, system=self.system)
        if named and grade in {None, named.grade}:
            return named
        raise CellError(
            _("The class is missing. Fill it in, such as %(example)s.") % {"example": CLASS_EXAMPLE}
        )

    def _class_in_cell(self, sheet: Sheet, cell: Cell, grade: int | None) -> ClassKey:
        known = grade if grade is not None else grade_in_title(sheet.name, system=self.system)
        key = parse_class_name(cell, system=self.system, default_grade=known)
        if key is None:
            raise CellError(
                _("The class name is not understood. Write it like %(example)s.")
                % {"example": CLASS_EXAMPLE}
            )
        if grade not in {None, key.grade}:
            raise CellError(_("The class and the grade beside it do not agree."))
        return key
