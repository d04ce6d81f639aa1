"""The rows of a hostile roster: what is in the file, what the officer is told, and what is saved.

Each row goes the whole way: the file is read and its good rows are imported into a school of the
cast, where 王小明 (id 900) is known in 四年级(1)班, and 孙外校 (id 901) belongs to another school.
Single parts are tested beside their modules (`test_reader`, `test_cells`, `test_class_names`).
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from schools.domain.roster import import_roster
from schools.models import ClassMembership, Unit, User
from schools.roster import RosterFileError, parse_roster
from schools.roster.archive import OLE_HEADER
from schools.student_hash import student_hash
from tests.conftest import Cast
from tests.factories import NOW, TODAY, make_pupil
from tests.schools.roster.files import HEADER, part, pupils, repacked, student_id, workbook
from tests.schools.roster.test_hostile import picture_sheet, saved

GOOD = ["李好", student_id(1), "四年级(1)班", "13800138000"]
KEPT = "李好 4.1"
FORMULA = "The name is a formula. Type the person's name instead."
NO_NAME = "This is not a name. Type the person's name."
UNKNOWN_CLASS = "The class name is not understood. Write it like 三年级(1)班."
NO_CLASS = "The class is missing. Fill it in, such as 三年级(1)班."
EMPTY = "The file is empty. Check that you chose the right one."
DAMAGED = (
    "The workbook is damaged and cannot be read. Open it in Excel or WPS, save it as a new .xlsx "
    "file and try again."
)
NOT_A_TABLE = (
    "The file is not a readable table. Open it in Excel or WPS, save it as .xlsx or as CSV UTF-8 "
    "and try again."
)
NO_TITLES = (
    "No row of column titles was found. The first ten rows must have one with name and class (for "
    "pupils) or name and post (for staff)."
)
TOO_LONG = (
    "The file has more than 10000 rows. Split it by grade and import the parts one after the other."
)
BAD_PHONE = (
    "The telephone number is neither a mobile number of 11 digits nor a landline. It was left out."
)
SAME_NAME = (
    "名单 row 2 has the same name in the same class. If it is one pupil, delete one of the rows."
)
IDENTITY = "This column holds identity numbers. It was dropped; nothing of it is kept."

Told = tuple[str, int, str, str, str]


@dataclass(frozen=True)
class Hostile:
    """A file, and either the sentence that refuses it whole, or each problem and who is saved.

    `told`: sheet, row, column, value, reason. `saved`: name and class (grade.number) of the new.
    """

    what: str
    content: Callable[[], bytes]
    name: str = "名单.xlsx"
    refused: str = ""
    told: tuple[Told, ...] = ()
    saved: tuple[str, ...] = (KEPT,)


def cell(what: str, changes: dict[int, Any], column: str, value: str, reason: str) -> Hostile:
    """A good row, and below it one with a hostile cell that costs the row."""
    row = ["赵坏", student_id(2), "四年级(2)班", None]
    bad = [changes.get(place, content) for place, content in enumerate(row)]
    return Hostile(what, lambda: pupils(GOOD, bad), told=(("名单", 3, column, value, reason),))


def rows(
    what: str, *more: list[Any], told: tuple[Told, ...] = (), also: tuple[str, ...]
) -> Hostile:
    """A good row, and others that are saved as well, perhaps with a note."""
    return Hostile(what, lambda: pupils(GOOD, *more), told=told, saved=(KEPT, *also))


def table(what: str, content: bytes, **expected: Any) -> Hostile:
    return Hostile(what, lambda: content, name="名单.csv", **expected)


def whole(
    what: str, content: Callable[[], bytes], refused: str, name: str = "名单.xlsx"
) -> Hostile:
    return Hostile(what, content, name, refused=refused, saved=())


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("名单.csv", "姓名,班级\n")
    return stream.getvalue()


def bomb() -> bytes:
    """A few kilobytes that unpack to 51 MB."""
    return repacked(pupils(GOOD), {"xl/media/image1.png": bytes(51 * 1024 * 1024)})


def with_entities() -> bytes:
    sheet = "xl/worksheets/sheet1.xml"
    xml = part(pupils(GOOD), sheet).split(b"?>", 1)[-1]
    entities = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return repacked(pupils(GOOD), {sheet: entities + xml})


def changed(change: Callable[[openpyxl.Workbook], None], *people: list[Any]) -> bytes:
    """A workbook of these people after somebody has worked on it in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(pupils(*people)))
    change(book)
    return saved(book)


def pictures_alone() -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    picture_sheet(book, "照片")
    return saved(book)


def hide_last_year(book: openpyxl.Workbook) -> None:
    sheet = book.create_sheet("去年")
    for row in (HEADER, ["旧生", None, "四年级(1)班", None]):
        sheet.append(row)
    sheet.sheet_state = "hidden"


def hide_row(book: openpyxl.Workbook) -> None:
    book["名单"].row_dimensions[3].hidden = True


def merge_classes(book: openpyxl.Workbook) -> None:
    book["名单"].merge_cells("C2:C3")


CSV = "姓名,学籍号,班级,监护人电话\r\n李好,,四年级(1)班,13800138000\r\n"
NEXT = ["赵坏", student_id(2), "四年级(2)班", None]

HOSTILE = [
    # Duplicates: inside the file, against the database, against another school.
    cell("the same 学籍号 twice", {1: student_id(1)}, "学籍号", "G****",
         "The student id repeats the one in 名单 row 2."),
    rows("a row pasted twice, without 学籍号", ["李好", None, "四(1)班", None],
         told=(("名单", 3, "姓名", "李好", SAME_NAME),), also=(KEPT,)),
    rows("namesakes with a 学籍号 each", ["李好", student_id(2), "四(1)班", None], also=(KEPT,)),
    rows("a pupil whom the database knows", ["王小明", student_id(900), "四(1)班", None], also=()),
    rows("a known pupil, now without 学籍号", ["王小明", None, "四(1)班", None], also=()),
    cell("a pupil of another school", {0: "孙外校", 1: student_id(901)}, "Student id", "G****",
         "This pupil is on the roster of another school. Ask that school to enter that the pupil "
         "has left, or the education bureau to move the pupil; then import the file again."),
    # Classes.
    cell("an unknown grade", {2: "十三年级(1)班"}, "班级", "十三年级(1)班", UNKNOWN_CLASS),
    cell("another school's name before the class", {2: "第二小学四(1)班"}, "班级",
         "第二小学四(1)班", UNKNOWN_CLASS),
    cell("class number 0", {2: "四(0)班"}, "班级", "四(0)班", UNKNOWN_CLASS),
    cell("class number 100", {2: "四年级100班"}, "班级", "四年级100班", UNKNOWN_CLASS),
    rows("class number 99", ["赵二", None, "四(99)班", None], also=("赵二 4.99",)),
    rows("one class in five spellings", ["赵二", None, "4.2", None], ["赵三", None, 402, None],
         ["赵四", None, "四（２）班", None], ["赵五", None, "4-2", None], ["赵六", None, 4.2, None],
         also=("赵二 4.2", "赵三 4.2", "赵四 4.2", "赵五 4.2", "赵六 4.2")),
    cell("4-2, which Excel made a date", {2: datetime(2026, 4, 2)}, "班级", "2026-04-02",
         "Excel has turned the class into a date. Format the column as text and write it like "
         "三年级(1)班."),
    cell("no class", {2: None}, "班级", "", NO_CLASS),
    # Names.
    cell("a name of 60 characters", {0: "赵" * 60}, "姓名", "赵" * 60,
         "The name is longer than 40 characters."),
    cell("=cmd|", {0: "=cmd|' /C calc'!A0"}, "姓名", "=cmd|' /C calc'!A0", FORMULA),
    cell("+", {0: "+1+1"}, "姓名", "+1+1", FORMULA),
    cell("-", {0: "-1+1"}, "姓名", "-1+1", FORMULA),
    cell("@", {0: "@SUM(1+1)"}, "姓名", "@SUM(1+1)", FORMULA),
    cell("a tab before the formula", {0: "\t=1+1"}, "姓名", "=1+1", FORMULA),
    cell("an emoji in the name", {0: "赵坏😀"}, "姓名", "赵坏😀", NO_NAME),
    cell("digits alone for a name", {0: 20260101}, "姓名", "20260101", NO_NAME),
    cell("an identity number for a name", {0: "440305201501010012"}, "姓名", "", NO_NAME),
    rows("a digit that tells namesakes apart", ["赵二2", None, "四(1)班", None],
         also=("赵二2 4.1",)),
    # Numbers.
    cell("a 学籍号 that Excel has rounded", {1: "4.40305E+17"}, "学籍号", "",
         "Excel has rounded the student id, so its last digits are lost. Format the column as text "
         "and enter it again."),
    rows("a telephone of 12 digits", ["赵二", None, "四(1)班", "138001380001"],
         told=(("名单", 3, "监护人电话", "138******001", BAD_PHONE),), also=("赵二 4.1",)),
    rows("full-width digits",
         ["赵二", "Ｇ" + student_id(3)[1:], "四（１）班", "１３８００１３８０００"],
         also=("赵二 4.1",)),
    Hostile("identity numbers under another title",
            lambda: pupils([*GOOD, "440305201501010012"], header=[*HEADER, "备注"]),
            told=(("名单", 1, "备注", "", IDENTITY),)),
    # Titles and sheets.
    Hostile("a title above and the titles again in the middle",
            lambda: workbook({"名单": [["花名册"], HEADER, GOOD, HEADER, NEXT]}),
            saved=(KEPT, "赵坏 4.2")),
    Hostile("a column twice", lambda: pupils([*GOOD, "假名"], header=[*HEADER, "姓名"])),
    Hostile("merged cells", lambda: changed(merge_classes, GOOD, NEXT),
            told=(("名单", 3, "班级", "", NO_CLASS),)),
    Hostile("a hidden sheet", lambda: changed(hide_last_year, GOOD)),
    Hostile("a hidden row, which is a pupil like others", lambda: changed(hide_row, GOOD, NEXT),
            saved=(KEPT, "赵坏 4.2")),
    whole("a sheet of pictures", pictures_alone, EMPTY),
    whole("an empty sheet", lambda: workbook({"名单": []}), EMPTY),
    whole("titles and nobody below", lambda: pupils(),
          "The file has column titles but no people under them."),
    whole("pupils and staff in one file",
          lambda: workbook({"学生": [HEADER, GOOD], "教师": [["姓名", "职务"], ["钱师", "校长"]]}),
          "The file has both pupils and staff. Put them into two files and import each."),
    # Files that are not what they are called, or too much.
    whole("a password", lambda: OLE_HEADER + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
          "The file is protected by a password. Open it in Excel or WPS, remove the password, save "
          "it and try again."),
    whole("an .xls of 1997", lambda: OLE_HEADER + bytes(512),
          "The file is in the old .xls format. Open it in Excel or WPS, save it as .xlsx and try "
          "again.", name="名单.xls"),
    whole("a zip renamed to xlsx", zipped,
          "The file is a compressed file, not an Excel workbook. Unpack it and import the .xlsx or "
          ".csv file inside."),
    whole("a page of HTML renamed to xlsx", lambda: b"<html><table><tr><td>a</td></tr></table>",
          "The file is not an Excel workbook or a table. Import an .xlsx, .csv or .tsv file."),
    whole("a zip bomb", bomb,
          "The workbook unpacks to more than 50 MB. Delete pictures and empty formatted rows, or "
          "split it by grade, and try again."),
    whole("a document type with entities", with_entities, DAMAGED),
    whole("half a workbook", lambda: pupils(GOOD)[:2000], DAMAGED),
    whole("10,001 rows", lambda: "李好,四(1)班\n".encode() * 10_001, TOO_LONG, name="名单.csv"),
    whole("more than 5 MB", lambda: b"a," * (5 * 1024 * 1024),
          "The file is larger than 5 MB. Split it by grade and import the parts.", name="名单.csv"),
    # Text in every dress.
    table("a CSV without a mark", CSV.encode()),
    table("a CSV with a mark", CSV.encode("utf-8-sig")),
    table("a CSV in GB 18030", CSV.encode("gb18030")),
    table("Unicode text of Excel, with tabs", CSV.replace(",", "\t").encode("utf-16")),
    table("semicolons", CSV.replace(",", ";").encode()),
    whole("GBK bytes in a UTF-8 file",
          lambda: "姓名,班级\n".encode() + "李好,四(1)班\n".encode("gbk"), NO_TITLES,
          name="名单.csv"),
    whole("GBK bytes after a UTF-8 mark",
          lambda: b"\xef\xbb\xbf" + CSV.encode("gbk"), NOT_A_TABLE, name="名单.csv"),
    whole("a NUL byte", lambda: CSV.encode() + b"\x00\x00", NOT_A_TABLE, name="名单.csv"),
    whole("a lost quotation mark", lambda: CSV.encode() + b'"a,b\n',
          "The table has a quotation mark out of place. Open it in Excel or WPS, save it as .xlsx "
          "and try again.", name="名单.csv"),
]  # fmt: skip


@pytest.fixture
def school(cast: Cast) -> Unit:
    """王小明 is known here, 孙外校 at another school."""
    for class_unit, name, number in (
        (cast.class_unit, "王小明", 900),
        (cast.other_class, "孙外校", 901),
    ):
        pupil = make_pupil(class_unit, name)
        pupil.student_hash = student_hash(student_id(number))
        pupil.save()
    return cast.school


def who_is_new(before: set[int]) -> list[str]:
    places = ClassMembership.objects.on(TODAY).exclude(student__in=before)
    found = places.select_related("student", "class_unit").order_by("pk")
    return [
        f"{place.student.name} {place.class_unit.grade_on(TODAY)}.{place.class_unit.number}"
        for place in found
    ]


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.what)
def test_hostile_roster(school: Unit, hostile: Hostile) -> None:
    before = set(User.objects.values_list("pk", flat=True))
    if hostile.refused:
        with pytest.raises(RosterFileError) as caught:
            parse_roster(hostile.content(), filename=hostile.name)
        assert str(caught.value) == hostile.refused
        return
    parsed = parse_roster(hostile.content(), filename=hostile.name)
    report = import_roster(school=school, parsed=parsed, now=NOW, good_rows=True)
    told = [(p.sheet, p.row, p.column, p.value, p.reason) for p in report.problems]
    assert told == list(hostile.told)
    assert who_is_new(before) == list(hostile.saved)


@pytest.mark.parametrize(
    "hostile",
    [each for each in HOSTILE if each.told and "row, which" not in each.what],
    ids=lambda hostile: hostile.what,
)
def test_nothing_is_saved_of_a_file_with_a_bad_row_unless_asked_for(
    school: Unit, hostile: Hostile
) -> None:
    before = set(User.objects.values_list("pk", flat=True))
    parsed = parse_roster(hostile.content(), filename=hostile.name)
    report = import_roster(school=school, parsed=parsed, now=NOW)
    is_whole = not any(problem.blocking for problem in report.problems)
    assert report.is_saved == is_whole
    assert who_is_new(before) == (list(hostile.saved) if is_whole else [])


def test_there_are_thirty_rows_and_more() -> None:
    assert len({hostile.what for hostile in HOSTILE}) == len(HOSTILE) >= 30


def test_no_row_tells_an_identity_number() -> None:
    assert "4403" not in "".join(
        value for hostile in HOSTILE for *_place, value, _why in hostile.told
    )
