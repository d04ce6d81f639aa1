"""The two real files, counted by hand."""

from collections import Counter

from schools.roster import ClassKey, ParsedRoster, StaffRow, parse_roster
from tests.schools.roster.files import PUPILS_FILE, STAFF_FILE

# Rows with a serial number in the file; the later row of each repeated id is left out.
PUPILS_PER_CLASS = {
    (1, 1): 42, (1, 2): 38 - 1,
    (2, 1): 42, (2, 2): 45 - 1,
    (3, 1): 45, (3, 2): 38 - 1,
    (4, 1): 38, (4, 2): 42 - 1,
    (5, 1): 45, (5, 2): 42 - 1,
    (6, 1): 42, (6, 2): 42 - 1,
}  # fmt: skip
REPEATED = [
    ("一年级", 79),
    ("二年级", 79),
    ("三年级", 82),
    ("四年级", 75),
    ("五年级", 82),
    ("六年级", 79),
]


def by_place(roster: ParsedRoster) -> dict[tuple[str, int], str]:
    return {(row.sheet, row.row): row.name for row in roster.rows}


def test_pupils_are_in_twelve_classes() -> None:
    roster = parse_roster(PUPILS_FILE)
    assert roster.kind == "pupils"
    counts = Counter((p.class_key.grade, p.class_key.number) for p in roster.pupils)
    assert counts == PUPILS_PER_CLASS
    assert len(roster.rows) == 501 - 6


def test_the_problems_are_the_six_repeated_ids() -> None:
    problems = parse_roster(PUPILS_FILE).problems
    assert [(p.sheet, p.row) for p in problems] == REPEATED
    assert {(p.column, p.value, p.blocking) for p in problems} == {("学籍号", "G****", True)}
    assert [p.reason for p in problems] == [
        f"The student id repeats the one in {sheet} row {row - 1}." for sheet, row in REPEATED
    ]


def test_twelve_pupils_have_no_student_id_and_all_have_a_phone() -> None:
    roster = parse_roster(PUPILS_FILE)
    assert sum(p.student_id is None for p in roster.pupils) == 12
    assert all([len(phone) for phone in p.phones] == [11] for p in roster.pupils)
    assert len({p.student_id for p in roster.pupils if p.student_id}) == 501 - 6 - 12


def test_names_are_clean() -> None:
    names = by_place(parse_roster(PUPILS_FILE))
    assert names["一年级", 14] == "𠮷慧"
    assert names["一年级", 20] == "龚文"
    assert names["一年级", 26] == "邹奕"
    assert names["一年级", 32] == "阿依古丽·买买提"
    assert not any(" " in name or "\u200b" in name for name in names.values())


def test_a_missing_sex_is_no_problem() -> None:
    sexes = Counter(p.sex for p in parse_roster(PUPILS_FILE).pupils)
    assert sexes[""] == 12
    assert set(sexes) == {"m", "f", ""}


def test_no_student_id_is_shown_anywhere() -> None:
    roster = parse_roster(PUPILS_FILE)
    shown = repr(roster.rows) + str(roster.problems)
    assert not any(p.student_id[1:] in shown for p in roster.pupils if p.student_id)


def test_reading_twice_gives_the_same() -> None:
    assert parse_roster(PUPILS_FILE) == parse_roster(PUPILS_FILE.read_bytes(), filename="a.xlsx")


def test_staff() -> None:
    roster = parse_roster(STAFF_FILE)
    assert roster.kind == "staff"
    assert len(roster.staff) == 36
    assert Counter(row.post for row in roster.staff) == {
        "校长": 1, "副校长": 1, "德育主任": 1, "安全办主任": 1, "班主任": 12, "任课教师": 20,
    }  # fmt: skip
    assert roster.staff[4] == StaffRow(
        sheet="实验小学-教职工-gbk",
        row=6,
        name="邵晓欣",
        phone="13135804922",
        post="班主任",
        classes=(ClassKey(1, 1),),
        safety_duty="本班安全教育",
    )
    assert roster.staff[16].classes == (ClassKey(2, 2), ClassKey(3, 1), ClassKey(1, 1))


def test_the_formula_in_the_staff_file_is_its_one_problem() -> None:
    (problem,) = parse_roster(STAFF_FILE).problems
    assert problem.as_json() == {
        "sheet": "实验小学-教职工-gbk",
        "row": 38,
        "column": "姓名",
        "value": '=HYPERLINK("http://x","点我")',
        "reason": "The name is a formula. Type the person's name instead.",
    }
