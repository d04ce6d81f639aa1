import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.roster.class_names import (
    ClassKey,
    class_in_title,
    grade_in_title,
    parse_class_list,
    parse_class_name,
    parse_grade,
)

HAN = dict(enumerate("一二三四五六七八九", 1))


def han(number: int) -> str:
    """1 to 99 as Chinese writes it."""
    tens, ones = divmod(number, 10)
    ten = "" if tens == 0 else "十" if tens == 1 else f"{HAN[tens]}十"
    return ten + HAN.get(ones, "")


@pytest.mark.parametrize(
    "text",
    ["三年级(1)班", "三年级（1）班", "三年级1班", "三年级１班", "三(1)班", "3.1", 3.1, "三年级一班",
     "三1班", "301", 301, 301.0, "3-1", "3(1)", "三一班", "3年级1班", "3年1班", "三年级（一）班",
     "三年级㈠班", "三年级①班", "小学三年级1班", " 三 年级 ( 1 ) 班 ", "三年级(1)\u200b班",
     "三年级【1】班", "三年级第1班", "三年级(1班)", "三(01)班", "301班", "3一班"],
)  # fmt: skip
def test_one_class_in_many_spellings(text: object) -> None:
    assert parse_class_name(text) == ClassKey(3, 1)


@pytest.mark.parametrize(
    ("text", "grade", "number"),
    [
        ("3.10", 3, 10), ("初一(2)班", 7, 2), ("七年级2班", 7, 2), ("高二(11)班", 11, 11),
        ("高二十二班", 11, 12), ("高三12", 12, 12), ("初中二年级3班", 8, 3), ("高一年级3班", 10, 3),
        ("初三1班", 9, 1), ("1201", 12, 1), ("十二年级1班", 12, 1), ("三年级二十一班", 3, 21),
        ("小一班", -2, 1), ("小(2)班", -2, 2), ("小班1班", -2, 1), ("中(2)班", -1, 2),
        ("中班", -1, 1), ("大班", 0, 1), ("大三班", 0, 3), ("大班(2)", 0, 2),
    ],
)  # fmt: skip
def test_other_grades(text: str, grade: int, number: int) -> None:
    assert parse_class_name(text) == ClassKey(grade, number)


@pytest.mark.parametrize(
    ("text", "grade"), [("初一(2)班", 6), ("初四(2)班", 9), ("高一(2)班", 10), ("六年级(2)班", 6)]
)
def test_five_four_system(text: str, grade: int) -> None:
    assert parse_class_name(text, system="5-4") == ClassKey(grade, 2)


@pytest.mark.parametrize(
    "text",
    ["学前班", "托班", "", None, True, "1班", "3", 3, "十二班", "三年级", "三年级班", "三年级0班",
     "13年级1班", "初四1班", "高四1班", "2023级1班", "0.1", "校长", "=A1", "三十二班", "二十班",
     "三年级(1)班三年级(2)班", "9" * 5000, "三年级100班"],
)  # fmt: skip
def test_what_is_no_class_name(text: object) -> None:
    assert parse_class_name(text) is None


@pytest.mark.parametrize(
    ("text", "grade", "key"),
    [
        ("1班", 3, ClassKey(3, 1)),
        ("(1)班", 3, ClassKey(3, 1)),
        (1.0, 3, ClassKey(3, 1)),
        ("十二班", 3, ClassKey(3, 12)),
        ("第2班", 3, ClassKey(3, 2)),
        ("四(1)班", 3, ClassKey(4, 1)),
        ("三一班", 3, ClassKey(3, 1)),
        ("二十班", 11, ClassKey(11, 20)),
        ("二十班", 2, None),
    ],
)
def test_a_grade_from_elsewhere(text: object, grade: int, key: ClassKey | None) -> None:
    assert parse_class_name(text, default_grade=grade) == key


@given(grade=st.integers(1, 9), number=st.integers(1, 99), data=st.data())
def test_round_trip_of_grades_one_to_nine(grade: int, number: int, data: st.DataObject) -> None:
    g = data.draw(st.sampled_from([str(grade), HAN[grade]]))
    n = data.draw(st.sampled_from([str(number), han(number), f"({number})", f"（{han(number)}）"]))
    assert parse_class_name(f"{g}年级{n}班") == ClassKey(grade, number)
    assert parse_class_name(f"{g}({number})班") == ClassKey(grade, number)
    assert parse_class_name(f"{grade}.{number}") == ClassKey(grade, number)
    assert parse_class_name(f"{grade}{number:02d}") == ClassKey(grade, number)


@given(year=st.integers(1, 3), number=st.integers(1, 99), stage=st.sampled_from("初高"))
def test_round_trip_of_secondary_school(year: int, number: int, stage: str) -> None:
    before = {"初": 6, "高": 9}[stage]
    for spelling in (f"({number})班", f"{number}班", f"{han(number)}班"):
        assert parse_class_name(stage + HAN[year] + spelling) == ClassKey(before + year, number)


@given(st.text(max_size=20) | st.floats() | st.integers())
def test_any_text_is_a_class_or_none(value: object) -> None:
    key = parse_class_name(value)
    assert key is None or (-2 <= key.grade <= 12 and 1 <= key.number <= 99)


@pytest.mark.parametrize(
    ("value", "grade"),
    [("三年级", 3), ("3年级", 3), (3, 3), (3.0, 3), ("三", 3), ("初一", 7),
     ("高二", 11), ("小班", -2), ("大", 0), ("十二年级", 12), ("13", None),
     (0, None), ("2023级", None), (None, None)],
)  # fmt: skip
def test_parse_grade(value: object, grade: int | None) -> None:
    assert parse_grade(value) == grade


@pytest.mark.parametrize(
    ("title", "grade"),
    [
        ("三年级", 3),
        ("2026高一名单", 10),
        ("大班", 0),
        ("Sheet1", None),
        ("301", None),
        ("名单", None),
    ],
)
def test_grade_in_title(title: str, grade: int | None) -> None:
    assert grade_in_title(title) == grade


def test_class_in_title() -> None:
    assert class_in_title("三年级1班") == ClassKey(3, 1)
    assert class_in_title("301") is None
    assert class_in_title("三年级") is None


@pytest.mark.parametrize(
    "text",
    ["二(2)班、三(1)班、一(1)班", "二(2)班，三(1)班,一(1)班", "二(2)班 三(1)班;一(1)班",
     "202/301/101", "二年级 (2)班 三年级 (1)班 一(1)班、", "二(2)班、三(1)班、一(1)班、二(2)班"],
)  # fmt: skip
def test_class_list(text: str) -> None:
    assert parse_class_list(text) == ((ClassKey(2, 2), ClassKey(3, 1), ClassKey(1, 1)), ())


def test_class_list_keeps_the_grade_and_names_what_it_cannot_read() -> None:
    assert parse_class_list("三(1)、(2)班") == ((ClassKey(3, 1), ClassKey(3, 2)), ())
    assert parse_class_list("三(1)班、全校") == ((ClassKey(3, 1),), ("全校",))
    assert parse_class_list(None) == ((), ())
    assert parse_class_list("无") == ((), ())
    assert parse_class_list(3.1) == ((ClassKey(3, 1),), ())
