"""One row of a pupils' sheet to a PupilRow, and what repeats an earlier row of the file."""

from datetime import date

from django.utils.translation import gettext as _

from schools.roster import columns
from schools.roster.cells import clean_name, clean_phone, clean_sex, clean_student_id, plain_text
from schools.roster.class_names import (
    ClassKey,
    class_in_title,
    grade_in_title,
    parse_class_name,
    parse_grade,
)
from schools.roster.columns import Header
from schools.roster.errors import CellError
from schools.roster.faults import MASKED_ID, Faults, Place
from schools.roster.rows import Cell, Problem, PupilRow, Sheet

CLASS_EXAMPLE = "三年级(1)班"


class PupilReader:
    """Reads the rows of one file in order; it remembers ids and names to find repeats."""

    def __init__(self, system: str) -> None:
        self.system = system
        self._ids: dict[str, Place] = {}
        self._names: dict[tuple[ClassKey, str], tuple[Place, bool]] = {}

    def read_row(
        self, sheet: Sheet, header: Header, number: int, row: tuple[Cell, ...]
    ) -> tuple[PupilRow | None, list[Problem]]:
        """The pupil of a row (None when a blocking problem leaves it out) and its problems."""
        faults = Faults(sheet, header, number, row)
        name = faults.read(columns.NAME, clean_name)
        class_key = self._class_of(sheet, header, row, faults)
        student_id = faults.read(columns.STUDENT_ID, clean_student_id, shown="")
        phone = faults.read(columns.PHONE, clean_phone, blocking=False)
        self._check_repeats(faults, student_id)
        if name is None or class_key is None or faults.blocking:
            return None, faults.problems
        self._note_namesake(faults, class_key, name, has_id=bool(student_id))
        sex = clean_sex(header.cell(row, columns.SEX))
        pupil = PupilRow(sheet.name, number, name, class_key, sex, student_id, phone)
        return pupil, faults.problems

    def _class_of(
        self, sheet: Sheet, header: Header, row: tuple[Cell, ...], faults: Faults
    ) -> ClassKey | None:
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

    def _note_namesake(
        self, faults: Faults, class_key: ClassKey, name: str, *, has_id: bool
    ) -> None:
        """Names may repeat, but a row that was pasted twice must not make a second child unseen."""
        first, both_have_ids = self._names.setdefault((class_key, name), (faults.place, has_id))
        if first != faults.place and not (has_id and both_have_ids):
            reason = _(
                "%(sheet)s row %(row)d has the same name in the same class. If it is one pupil, "
                "delete one of the rows."
            )
            faults.add(columns.NAME, reason % first.words(), blocking=False)

    def _check_repeats(self, faults: Faults, student_id: str | None) -> None:
        if not student_id:
            return
        first = self._ids.setdefault(student_id, faults.place)
        if first != faults.place:
            reason = _("The student id repeats the one in %(sheet)s row %(row)d.")
            faults.add(columns.STUDENT_ID, reason % first.words(), shown=MASKED_ID)
