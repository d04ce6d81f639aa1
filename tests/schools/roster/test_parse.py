from typing import Any

import pytest

from schools.roster import ClassKey, RosterFileError, parse_roster
from tests.schools.roster.files import HEADER, pupils, student_id, workbook

ZHANG = ["张三", student_id(1), "三(1)班", 13625763863]
LI = ["李四", student_id(2), "三(1)班", 13625763864]


def read(data: bytes, **options: Any) -> Any:
    return parse_roster(data, filename="名单.xlsx", **options)


def test_totals_blank_and_title_rows_are_no_people() -> None:
    data = pupils(
        ZHANG, [], ["合 计", "=COUNTA(A2:A3)"], ["小计：1人"], ["三年级(2)班花名册"], HEADER, LI,
        ["总计", 2], ["填表人：王老师", None, "三(1)班"], ["  ", "\u200b"],
    )  # fmt: skip
    roster = read(data)
    assert [(row.row, row.name) for row in roster.rows] == [(2, "张三"), (8, "李四")]
    assert roster.problems == ()


def test_a_numbered_row_without_a_pupil_is_no_problem() -> None:
    data = pupils([1, *ZHANG], [2, None, None, None, None], header=["序号", *HEADER])
    assert len(read(data).rows) == 1
    assert read(data).problems == ()


@pytest.mark.parametrize(
    ("changes", "column", "value", "reason"),
    [
        ({0: None}, "姓名", "", "The name is missing. Fill it in."),
        ({0: "=A1"}, "姓名", "=A1", "The name is a formula. Type the person's name instead."),
        ({2: None}, "班级", "", "The class is missing. Fill it in, such as 三年级(1)班."),
        ({2: "学前班"}, "班级", "学前班",
         "The class name is not understood. Write it like 三年级(1)班."),
        ({2: "1班"}, "班级", "1班", "The class name is not understood. Write it like 三年级(1)班."),
        ({1: "G44030520150101"}, "学籍号", "",
         "The student id is not G and 18 characters. Check it."),
        ({1: student_id(2)}, "学籍号", "G****", "The student id repeats the one in 名单 row 2."),
    ],
)  # fmt: skip
def test_a_bad_row_is_left_out_and_named(
    changes: dict[int, Any], column: str, value: str, reason: str
) -> None:
    row = [changes.get(place, cell) for place, cell in enumerate(ZHANG)]
    roster = read(pupils(LI, row))
    assert [pupil.name for pupil in roster.pupils] == ["李四"]
    (problem,) = roster.problems
    assert problem.blocking
    assert problem.as_json() == {
        "sheet": "名单", "row": 3, "column": column, "value": value, "reason": reason,
    }  # fmt: skip


def test_every_fault_of_a_row_is_told_at_once() -> None:
    problems = read(pupils(LI, [None, "G1", "?", "1"])).problems
    assert [problem.column for problem in problems] == ["姓名", "班级", "学籍号", "监护人电话"]


def test_an_id_repeats_in_any_of_its_forms() -> None:
    roster = read(pupils(ZHANG, ["李四", f" {student_id(1)[1:].lower()} ", "三(2)班", None]))
    assert [problem.row for problem in roster.problems] == [3]


def test_an_id_repeats_across_sheets() -> None:
    data = workbook({"三年级": [HEADER, ZHANG], "四年级": [HEADER, [*ZHANG[:2], "四(1)班", None]]})
    (problem,) = read(data).problems
    assert (problem.sheet, problem.row) == ("四年级", 2)
    assert problem.reason == "The student id repeats the one in 三年级 row 2."


def test_missing_ids_are_no_problem_and_names_may_repeat() -> None:
    data = pupils(
        ["张三", None, "三(1)班", None], ["李四", None, "三(1)班", None],
        ["张三", student_id(1), "三(1)班", None], ["张三", None, "三(2)班", None],
        ["张 三", "无", "301", None],
    )  # fmt: skip
    roster = read(data)
    assert [row.name for row in roster.pupils] == ["张三", "李四", "张三", "张三", "张三"]
    # A pupil with an id and one without may be one child or two: that is noted, and stops nothing.
    assert [(each.row, each.column, each.blocking) for each in roster.problems] == [
        (4, "姓名", False), (6, "姓名", False),
    ]  # fmt: skip


def test_a_bad_phone_costs_only_the_phone() -> None:
    roster = read(pupils([*ZHANG[:3], "12345"]))
    assert roster.pupils[0].phones == ()
    (problem,) = roster.problems
    assert (problem.column, problem.value, problem.blocking) == ("监护人电话", "12345", False)


def test_a_column_of_identity_numbers_is_dropped_and_reported_once() -> None:
    number = "440305201501010012"
    data = pupils([*ZHANG, number], [*LI, number], header=[*HEADER, "身份证件号"])
    roster = read(data)
    assert len(roster.rows) == 2
    (problem,) = roster.problems
    assert problem.as_json() == {
        "sheet": "名单", "row": 1, "column": "身份证件号", "value": "",
        "reason": "This column holds identity numbers. It was dropped; nothing of it is kept.",
    }  # fmt: skip
    assert not problem.blocking
    assert number not in repr(roster.rows)


def test_an_identity_number_in_the_wrong_column_is_not_repeated() -> None:
    (problem,) = read(pupils([*ZHANG[:3], "440305201501010012"])).problems
    assert problem.value == ""


def test_the_sheet_gives_the_grade() -> None:
    data = pupils(["张三", None, "1班", None], ["李四", None, 2, None], sheet="三年级")
    assert [row.class_key for row in read(data).pupils] == [ClassKey(3, 1), ClassKey(3, 2)]


def test_the_sheet_gives_the_class() -> None:
    data = pupils(["张三"], ["李四"], header=["姓名", "性别"], sheet="三年级1班")
    assert [row.class_key for row in read(data).pupils] == [ClassKey(3, 1)] * 2


def test_grade_and_class_in_two_columns() -> None:
    header = ["姓名", "年级", "班"]
    rows = [
        ["张三", "三年级", "1班"],
        ["李四", 3, 2],
        ["王五", "初一", "(3)"],
        ["赵六", 3, "四(1)班"],
    ]
    roster = read(pupils(*rows, header=header))
    keys = [row.class_key for row in roster.pupils]
    assert keys == [ClassKey(3, 1), ClassKey(3, 2), ClassKey(7, 3)]
    (problem,) = roster.problems
    assert problem.reason == "The class and the grade beside it do not agree."
    assert read(pupils(*rows[2:3], header=header), system="5-4").pupils[0].class_key.grade == 6


def test_a_sheet_of_notes_is_passed_over_and_a_table_without_titles_is_not() -> None:
    notes = [["填表说明"], ["一、请如实填写"]]
    data = workbook({"说明": notes, "三年级": [HEADER, ZHANG], "四年级": [LI, ZHANG, LI]})
    roster = read(data)
    assert len(roster.rows) == 1
    assert [(p.sheet, p.blocking) for p in roster.problems] == [("说明", False), ("四年级", True)]


def test_staff() -> None:
    header = ["姓名", "联系电话", "岗位", "所带班级"]
    rows = [
        ["张三", 13625763863.0, "班主任", 3.1],
        ["李四", "13625763863", "教师", "三(1)班"],
        ["王五", None, "保安", "无"],
        ["王五", None, "保安", None],
        ["赵六", "0755-26001234", "教师", "三(1)班、全校"],
        ["钱七", "0755-26001234", "食堂", None],
        ["孙八", "075526001234", "食堂", None],
    ]
    roster = read(pupils(*rows, header=header))
    assert [(row.name, row.phone, row.classes) for row in roster.staff] == [
        ("张三", "13625763863", (ClassKey(3, 1),)),
        ("王五", None, ()),
        ("钱七", "075526001234", ()),
        ("孙八", "075526001234", ()),
    ]
    assert [(p.row, p.column, p.value) for p in roster.problems] == [
        (3, "联系电话", "13625763863"),
        (5, "姓名", "王五"),
        (6, "所带班级", "全校"),
    ]
    assert roster.pupils == ()


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        ({"a": [["张三", "三(1)班"]]}, "No row of column titles was found."),
        ({"a": [["姓名", "电话"], ["张三", "1"]]}, "No row of column titles was found."),
        ({"a": [HEADER]}, "The file has column titles but no people under them."),
        ({"a": [HEADER, ZHANG], "b": [["姓名", "职务"], ["李四", "校长"]]},
         "The file has both pupils and staff."),
    ],
)  # fmt: skip
def test_files_that_are_no_roster(sheets: dict[str, Any], message: str) -> None:
    with pytest.raises(RosterFileError, match=message):
        read(workbook(sheets))
