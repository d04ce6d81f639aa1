"""Rows and files of a hostile roster that the tests of single parts do not name."""

import io
from typing import Any

import openpyxl
import pytest
from openpyxl.drawing.image import Image
from PIL import Image as Picture

from schools.roster import ParsedRoster, RosterFileError, parse_roster
from tests.schools.roster.files import HEADER, PUPILS_FILE, pupils, student_id, workbook

UNKNOWN_CLASS = "The class name is not understood. Write it like 三年级(1)班."
NO_NAME = "This is not a name. Type the person's name."
FORMULA = "The name is a formula. Type the person's name instead."
BAD_PHONE = (
    "The telephone number is neither a mobile number of 11 digits nor a landline. It was left out."
)


def read(data: bytes, name: str = "名单.xlsx") -> ParsedRoster:
    return parse_roster(data, filename=name)


@pytest.mark.parametrize(
    ("changes", "value", "reason"),
    [
        ({0: "张" * 60}, "张" * 60, "The name is longer than 40 characters."),
        ({0: "12345"}, "12345", NO_NAME),
        ({0: "？？？"}, "？？？", NO_NAME),
        ({0: "\u200b\u3000"}, "\u200b", "The name is missing. Fill it in."),
        ({0: "@SUM(1+1)*cmd|' /C calc'!A0"}, "@SUM(1+1)*cmd|' /C calc'!A0", FORMULA),
        ({0: "-2+3"}, "-2+3", FORMULA),
        ({0: "＝1+1"}, "＝1+1", FORMULA),
        ({0: "440305201501010012"}, "", NO_NAME),
        ({2: "十三年级(1)班"}, "十三年级(1)班", UNKNOWN_CLASS),
        ({2: "零年级(1)班"}, "零年级(1)班", UNKNOWN_CLASS),
        ({2: "三年级(100)班"}, "三年级(100)班", UNKNOWN_CLASS),
        ({2: "三年级(0)班"}, "三年级(0)班", UNKNOWN_CLASS),
        ({2: "三(1)班、三(2)班"}, "三(1)班、三(2)班", UNKNOWN_CLASS),
        ({2: "=VLOOKUP(A2,B:C,2)"}, "=VLOOKUP(A2,B:C,2)", UNKNOWN_CLASS),
        ({2: True}, "True", UNKNOWN_CLASS),
    ],
)
def test_a_hostile_cell_costs_its_row_alone(
    changes: dict[int, Any], value: str, reason: str
) -> None:
    good = ["李四", student_id(2), "三年级(1)班", "13800138000"]
    row = ["张三", student_id(1), "三年级(1)班", None]
    roster = read(pupils(good, [changes.get(place, cell) for place, cell in enumerate(row)]))
    assert [pupil.name for pupil in roster.pupils] == ["李四"]
    assert [(p.row, p.value, p.reason) for p in roster.problems] == [(3, value, reason)]


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("=1+1", "=1+1"),
        ("110", "110"),
        ("138001380001", "138******001"),
        ("没有电话", "没有电话"),
    ],
)
def test_a_hostile_phone_costs_the_phone_alone(phone: str, shown: str) -> None:
    roster = read(pupils(["张三", None, "三年级(1)班", phone]))
    assert [(pupil.name, pupil.phones) for pupil in roster.pupils] == [("张三", ())]
    assert [(p.value, p.reason, p.blocking) for p in roster.problems] == [(shown, BAD_PHONE, False)]


def picture_sheet(book: openpyxl.Workbook, title: str) -> None:
    stream = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(stream, "PNG")
    stream.seek(0)
    book.create_sheet(title).add_image(Image(stream), "A1")


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_a_sheet_of_pictures_is_empty() -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    picture_sheet(book, "照片")
    with pytest.raises(RosterFileError, match=r"The file is empty\."):
        read(saved(book))


def test_a_sheet_of_pictures_and_an_empty_one_beside_the_list() -> None:
    list_alone = pupils(["张三", None, "三年级(1)班", None])
    book = openpyxl.load_workbook(io.BytesIO(list_alone))
    picture_sheet(book, "照片")
    book.create_sheet("Sheet3")
    roster = read(saved(book))
    assert ([pupil.name for pupil in roster.pupils], roster.problems) == (["张三"], ())


def test_gbk_bytes_in_a_utf8_file() -> None:
    mixed = "姓名,班级\n".encode() + "张三,三(1)班\n".encode("gbk")
    with pytest.raises(RosterFileError, match="No row of column titles was found"):
        read(mixed, "a.csv")


def test_gbk_bytes_after_a_utf8_mark() -> None:
    with pytest.raises(RosterFileError, match="The file is not a readable table"):
        read(b"\xef\xbb\xbf" + "姓名,班级\n张三,三(1)班\n".encode("gbk"), "a.csv")


def test_a_workbook_called_csv_is_read_as_what_it_is() -> None:
    assert len(read(PUPILS_FILE.read_bytes(), "名单.csv").rows) == 495


def test_the_same_title_twice_counts_once() -> None:
    data = pupils(["张三", "假名", "三(1)班"], header=["姓名", "姓名", "班级"])
    assert [pupil.name for pupil in read(data).pupils] == ["张三"]


def test_a_header_pasted_again_in_the_middle() -> None:
    row = ["张三", None, "三(1)班", None]
    roster = read(workbook({"a": [HEADER, row, HEADER, ["李四", None, "三(1)班", None]]}))
    assert [pupil.name for pupil in roster.pupils] == ["张三", "李四"]
    assert roster.problems == ()
