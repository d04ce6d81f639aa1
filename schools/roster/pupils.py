"""One row of a pupils' sheet to a PupilRow, and what repeats an earlier row of the file."""

from django.utils.translation import gettext as _

from schools.roster import columns
from schools.roster.cells import clean_name, clean_sex, clean_student_id
from schools.roster.class_names import ClassKey
from schools.roster.columns import Header
from schools.roster.faults import MASKED_ID, Faults, Place
from schools.roster.guardians import read_phones
from schools.roster.in_class import ClassReader
from schools.roster.rows import Cell, Problem, PupilRow, Sheet


class PupilReader:
    """Reads the rows of one file in order; it remembers ids and names to find repeats."""

    def __init__(self, system: str) -> None:
        self.classes = ClassReader(system)
        self._ids: dict[str, Place] = {}
        self._names: dict[tuple[ClassKey, str], tuple[Place, bool]] = {}

    def read_row(
        self, sheet: Sheet, header: Header, number: int, row: tuple[Cell, ...]
    ) -> tuple[PupilRow | None, list[Problem]]:
        """The pupil of a row (None when a blocking problem leaves it out) and its problems."""
        faults = Faults(sheet, header, number, row)
        name = faults.read(columns.NAME, clean_name)
        class_key = self.classes.read(sheet, header, row, faults)
        student_id = faults.read(columns.STUDENT_ID, clean_student_id, shown="")
        phones = read_phones(faults)
        self._check_repeats(faults, student_id)
        if name is None or class_key is None or faults.blocking:
            return None, faults.problems
        self._note_namesake(faults, class_key, name, has_id=bool(student_id))
        sex = clean_sex(header.cell(row, columns.SEX))
        pupil = PupilRow(sheet.name, number, name, class_key, sex, student_id, phones)
        return pupil, faults.problems

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
