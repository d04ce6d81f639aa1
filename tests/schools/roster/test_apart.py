"""Reading in a process of its own: the same reading, and its limits."""

import pytest

from schools.roster import ColumnsUnknown, RosterFileError, apart, read_roster
from schools.roster.apart import read_apart
from schools.roster.columns import CLASS, NAME, POST, find_header, guess_titles
from schools.roster.rows import Sheet
from tests.schools.roster.files import PUPILS_FILE, pupils, student_id, workbook

TOO_MUCH = r"Reading the file takes too much memory or time\."


def test_it_gives_what_reading_here_gives() -> None:
    data = PUPILS_FILE.read_bytes()
    assert read_apart(data, filename="a.xlsx", system="6-3") == read_roster(data, filename="a.xlsx")


def test_a_file_that_cannot_be_read() -> None:
    with pytest.raises(RosterFileError, match=r"The file is empty\."):
        read_apart(b"", filename="a.csv", system="6-3")


def test_titles_to_point_out_come_back() -> None:
    data = workbook({"a": [["花名册"], ["同学", "编班", "性别"], ["张三", "三(1)班", "男"]]})
    with pytest.raises(ColumnsUnknown) as caught:
        read_apart(data, filename="a.xlsx", system="6-3")
    assert (caught.value.titles, caught.value.known) == (("同学", "编班", "性别"), {"sex": "性别"})
    mapping = {NAME: "同学", CLASS: "编班"}
    reading = read_apart(data, filename="a.xlsx", system="6-3", mapping=mapping)
    assert [(row.name, row.sex) for row in reading.roster.pupils] == [("张三", "m")]


@pytest.mark.parametrize(
    ("limit", "value"), [("MEMORY_BYTES", 48 * 1024 * 1024), ("WALL_SECONDS", 0.01)]
)
def test_past_a_limit_it_is_one_sentence(monkeypatch, limit: str, value: float) -> None:
    monkeypatch.setattr(apart, limit, value)
    with pytest.raises(RosterFileError, match=TOO_MUCH):
        read_apart(PUPILS_FILE.read_bytes(), filename="a.xlsx", system="6-3")


def test_no_number_of_a_child_is_in_a_table() -> None:
    rows = [["张三", student_id(1), "三年级(1)班", None]]
    (table,) = read_roster(pupils(*rows), filename="a.xlsx").tables
    assert table.titles == ("姓名", "班级", "监护人电话")
    assert table.rows == {2: ("张三", "三年级(1)班", "")}
    assert repr(table) == "<Table 名单>"


def test_a_mapping_goes_before_the_usual_titles() -> None:
    sheet = Sheet("a", (("姓名", "曾用名", "班级"), ("张三", "张四", "301")))
    header = find_header(sheet, {NAME: "曾用名", POST: "没有"})
    assert header is not None
    assert header.fields == {NAME: 1, CLASS: 2}


def test_the_guess_is_the_row_with_most_usual_titles() -> None:
    sheet = Sheet(
        "a", (("实验小学", "花名册"), ("同学", "班级", "电话"), ("张三", "301", "13800138000"))
    )
    titles, known = guess_titles(sheet)
    assert titles == ("同学", "班级", "电话")
    assert known == {"class": "班级", "phone": "电话"}
    assert guess_titles(Sheet("a", (("张三", "13800138000"),))) == ((), {})
