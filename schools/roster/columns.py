"""Which column holds what: finds the header row and maps the spellings of its titles."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schools.roster.characters import fold
from schools.roster.rows import Cell, Kind, Sheet

HEADER_WITHIN = 10

NAME, SEX, STUDENT_ID, PHONE = "name", "sex", "student_id", "phone"
CLASS, GRADE, CLASS_NUMBER = "class", "grade", "class_number"
POST, CLASSES, SAFETY_DUTY = "post", "classes", "safety_duty"
FATHER_PHONE, MOTHER_PHONE, OTHER_PHONE = "father_phone", "mother_phone", "other_phone"
RELATION = "relation"

# The first spelling of a field that a header row has is the one that counts.
VARIANTS: dict[str, tuple[str, ...]] = {
    NAME: ("学生姓名", "姓名", "名字", "学生名字", "教师姓名", "教职工姓名", "职工姓名"),
    SEX: ("性别",),
    STUDENT_ID: (
        "全国学籍号",
        "国网学籍号",
        "学籍号",
        "学籍号码",
        "学生学籍号",
        "学籍主号",
        "学籍辅号",
        "个人标识码",
    ),
    CLASS: ("班级", "所在班级", "班别", "年级班级", "班级名称", "所属班级", "年班", "行政班"),
    GRADE: ("年级", "所在年级", "年级名称", "所属年级"),
    CLASS_NUMBER: ("班", "班号", "班次"),
    PHONE: (
        "监护人电话",
        "监护人手机号",
        "监护人手机",
        "监护人手机号码",
        "监护人联系电话",
        "监护人1电话",
        "监护人电话1",
        "监护人一电话",
        "第一监护人电话",
        "家长1电话",
        "家长电话1",
        "家长手机号",
        "家长电话",
        "家长手机",
        "家长手机号码",
        "家长联系电话",
        "家长联系方式",
        "手机号",
        "手机号码",
        "手机",
        "联系电话",
        "联系方式",
        "电话",
        "电话号码",
    ),
    FATHER_PHONE: (
        "父亲电话",
        "父亲手机",
        "父亲手机号",
        "父亲手机号码",
        "父亲联系电话",
        "爸爸电话",
    ),
    MOTHER_PHONE: (
        "母亲电话",
        "母亲手机",
        "母亲手机号",
        "母亲手机号码",
        "母亲联系电话",
        "妈妈电话",
    ),
    OTHER_PHONE: (
        "监护人2电话",
        "监护人电话2",
        "监护人二电话",
        "第二监护人电话",
        "家长2电话",
        "家长电话2",
        "联系电话2",
        "备用电话",
        "其他联系电话",
    ),
    RELATION: ("关系", "与学生关系", "与孩子关系", "与本人关系", "监护人关系", "家长关系", "称谓"),
    POST: ("职务", "岗位", "职位", "行政职务", "职务岗位", "岗位职务"),
    CLASSES: ("任教班级", "所带班级", "任课班级", "执教班级", "所教班级", "带班"),
    SAFETY_DUTY: ("安全职责", "安全岗位职责", "岗位安全职责", "安全责任"),
}
STAFF_FIELDS = {POST, CLASSES, SAFETY_DUTY}
CLASS_FIELDS = {CLASS, GRADE, CLASS_NUMBER, STUDENT_ID}
# Of guardians nothing else is read: their names and what they are to the child are not kept.
GUARDIAN_PHONES = (PHONE, FATHER_PHONE, MOTHER_PHONE, OTHER_PHONE)
# What a person may point out by hand: a name, and what makes it a roster of pupils or of staff.
MAPPABLE = (NAME, CLASS, POST)

IDENTITY_HEADER = re.compile(r"身份证|证件号|公民身份|居民身份|身份号")
IDENTITY_NUMBER = re.compile(r"G?\d{17}[\dX]|\d\.\d+E\+17", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """A sheet's header row (counted from 1), its fields by column index, and what to drop."""

    row: int
    fields: dict[str, int]
    titles: dict[str, str]
    identity_columns: tuple[str, ...]

    def cell(self, row: tuple[Cell, ...], field: str) -> Cell:
        """The row's cell of a field; None for a short row or a field that the sheet lacks."""
        index = self.fields.get(field)
        return row[index] if index is not None and index < len(row) else None

    def title(self, field: str) -> str:
        """The field's title as the file spells it, "" when the sheet has none."""
        return self.titles.get(field, "")


def find_header(sheet: Sheet, mapping: Mapping[str, str] | None = None) -> Header | None:
    """The header within the first ten filled rows: a name and at least one field beside it.

    `mapping` gives fields the titles of the file's own columns; it goes before the usual spellings.
    """
    for number, row in _first_rows(sheet):
        fields = _map_fields(row, mapping or {})
        if NAME in fields and len(fields) > 1:
            titles = {field: _title(row[index]) for field, index in fields.items()}
            dropped = _identity_columns(row, sheet.rows[number:], set(fields.values()))
            return Header(number, fields, titles, dropped)
    return None


def guess_titles(sheet: Sheet) -> tuple[tuple[str, ...], dict[str, str]]:
    """The titles of the row that is most likely the header, and those recognised, by field.

    It is the row with most usual titles; without any, the first that has two texts and no number.
    """
    rows = [row for _number, row in _first_rows(sheet) if _could_be_titles(row)]
    if not rows:
        return (), {}
    row = max(rows, key=lambda each: len(_map_fields(each, {})))
    titles = tuple(dict.fromkeys(_title(cell) for cell in row if _fold_title(cell)))
    return titles, {field: _title(row[index]) for field, index in _map_fields(row, {}).items()}


def kind_of(header: Header) -> Kind | None:
    """Pupils, staff or guardians, or None when only names and telephones are given.

    A row a guardian has a column that says what they are to the child; a pupils' list that has
    it too goes on to describe the child.
    """
    fields = header.fields.keys()
    if STUDENT_ID not in fields and STAFF_FIELDS & fields:
        return "staff"
    if RELATION in fields and not {SEX, STUDENT_ID} & fields and {*GUARDIAN_PHONES} & fields:
        return "guardians"
    return "pupils" if CLASS_FIELDS & fields else None


def is_header_again(row: tuple[Cell, ...], header: Header) -> bool:
    """Whether a row repeats the header, as sheets pasted together do."""
    title = _fold_title(header.cell(row, NAME))
    return title in VARIANTS[NAME] or title == _fold_title(header.title(NAME))


def _first_rows(sheet: Sheet) -> list[tuple[int, tuple[Cell, ...]]]:
    filled = [(number, row) for number, row in enumerate(sheet.rows, 1) if any(map(has_text, row))]
    return filled[:HEADER_WITHIN]


def _could_be_titles(row: tuple[Cell, ...]) -> bool:
    filled = [cell for cell in row if has_text(cell)]
    return len(filled) > 1 and not any(re.search(r"\d{3}", str(cell)) for cell in filled)


def _map_fields(row: tuple[Cell, ...], mapping: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(row):
        places.setdefault(_fold_title(cell), index)
    fields = {}
    for field, usual in VARIANTS.items():
        spellings = (_fold_title(mapping.get(field)), *usual) if mapping.get(field) else usual
        found = next((spelling for spelling in spellings if spelling in places), None)
        if found:
            fields[field] = places[found]
    return fields


def _identity_columns(
    header: tuple[Cell, ...], rows: Iterable[tuple[Cell, ...]], used: set[int]
) -> tuple[str, ...]:
    """Titles (or letters) of the unused columns that are called or look like identity numbers."""
    below = list(rows)
    width = max([len(header), *map(len, below)])
    dropped = []
    for index in range(width):
        title = _title(header[index]) if index < len(header) else ""
        if index not in used and (
            IDENTITY_HEADER.search(fold(title)) or _looks_like_identity(below, index)
        ):
            dropped.append(title or column_letter(index))
    return tuple(dropped)


def _looks_like_identity(rows: list[tuple[Cell, ...]], index: int) -> bool:
    values = [str(row[index]) for row in rows if index < len(row) and has_text(row[index])]
    likely = sum(1 for value in values if IDENTITY_NUMBER.fullmatch(fold(value)))
    return likely > 0 and likely * 2 > len(values)


def column_letter(index: int) -> str:
    """The spreadsheet's letter of a column counted from 0: A, …, Z, AA."""
    letters = ""
    number = index + 1
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def _fold_title(cell: Cell) -> str:
    return re.sub(r"\(.*?\)|[*:#_]", "", fold(str(cell))) if isinstance(cell, str) else ""


def _title(cell: Cell) -> str:
    return " ".join(str(cell).split())[:40] if has_text(cell) else ""


def has_text(cell: Cell) -> bool:
    """Whether a cell holds more than blanks."""
    return cell is not None and str(cell).strip() != ""
