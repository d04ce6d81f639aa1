from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schools.roster.cells import clean_name, clean_phone, clean_sex, clean_student_id
from schools.roster.errors import CellError
from schools.roster.rows import shown_value

ID = "G440305201501010012"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("龚  文", "龚文"), ("邹奕\u200b", "邹奕"), ("\ufeff 张 三 ", "张三"),
        ("张\u3000三", "张三"), ("张\n三", "张三"), ("𠮷慧", "𠮷慧"), ("𠮷 慧", "𠮷慧"),
        ("张三2", "张三2"),
        ("阿依古丽·买买提", "阿依古丽·买买提"), ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"), ("阿依古丽 ‧ 买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"), ("阿依古丽··买买提·", "阿依古丽·买买提"),
        ("Anna  Maria Lee", "Anna Maria Lee"), ("李 Anna", "李Anna"), ("J. Smith", "J. Smith"),
        ("e\u0301mile", "émile"), ("\ufa19", "神"), ("张\U000e0100三", "张三"),
    ],
)  # fmt: skip
def test_clean_name(value: str, name: str) -> None:
    assert clean_name(value) == name


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "The name is missing."), ("", "The name is missing."),
        (" \u200b", "The name is missing."), ("=A1", "The name is a formula."),
        ('=HYPERLINK("http://x","点我")', "The name is a formula."),
        ("+张三", "The name is a formula."), ("-张三", "The name is a formula."),
        ("@SUM(1)", "The name is a formula."), ("＝A1", "The name is a formula."),
        (" \t=A1", "The name is a formula."),
        ("123", "This is not a name."), (123.0, "This is not a name."),
        ("???", "This is not a name."),
        ("张三440305201501010012", "This is not a name."),
        ("张" * 41, "The name is longer than 40 characters."),
    ],
)  # fmt: skip
def test_clean_name_refuses(value: Any, reason: str) -> None:
    with pytest.raises(CellError, match=f"^{reason.replace('.', '[.]')}"):
        clean_name(value)


@given(st.text(max_size=60))
def test_a_clean_name_stays_as_it_is(text: str) -> None:
    try:
        name = clean_name(text)
    except CellError:
        return
    assert clean_name(name) == name
    assert 0 < len(name) <= 40


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (ID, ID), (ID.lower(), ID), (f" {ID} ", ID), (ID[1:], ID), (f"'{ID}", ID),
        ("Ｇ440305201501010012", ID), ("G44030520150101001X", "G44030520150101001X"),
        ("g44030520150101001x", "G44030520150101001X"), (440305201501010012, ID),
        (f"{ID[1:]}.0", ID), (f"{ID}\u200b", ID), ("G440305 20150101 0012", ID),
        (1.0, "1"), ("1.0", "1"), (20260101, "20260101"), ("L123456", "L123456"),
        (None, None), ("", None), ("无", None), ("暂无", None), ("/", None),
    ],
)  # fmt: skip
def test_clean_student_id(value: Any, expected: str | None) -> None:
    assert clean_student_id(value) == expected


@pytest.mark.parametrize(
    "value", ["G123", f"{ID}9", "G44030520150101001Y", "学号一", "a" * 25, "=A1"]
)
def test_clean_student_id_refuses(value: str) -> None:
    with pytest.raises(CellError, match="G and 18 characters"):
        clean_student_id(value)


@pytest.mark.parametrize("value", ["4.40305E+17", 4.40305201501010012e17, 440305201501010000])
def test_a_rounded_student_id_is_refused(value: Any) -> None:
    with pytest.raises(CellError, match="rounded"):
        clean_student_id(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (13625763863, "13625763863"), (13625763863.0, "13625763863"),
        ("13399858816 ", "13399858816"),
        ("136 2576 3863", "13625763863"), ("136-2576-3863", "13625763863"),
        ("+8613625763863", "13625763863"), ("+86 136 2576 3863", "13625763863"),
        ("13625763863.0", "13625763863"), ("１３６２５７６３８６３", "13625763863"),
        ("13625763863/13399858816", "13625763863"), ("无效、13399858816", "13399858816"),
        ("13625763863 13399858816", "13625763863"),
        ("0755-26001234", "075526001234"), ("(0755)26001234", "075526001234"),
        ("26001234", "26001234"), (None, None), ("", None), ("无", None),
    ],
)  # fmt: skip
def test_clean_phone(value: Any, expected: str | None) -> None:
    assert clean_phone(value) == expected


@pytest.mark.parametrize("value", [12345, "1362576386", "136257638630", "1.36E+10", "=A1", "妈妈"])
def test_clean_phone_refuses(value: Any) -> None:
    with pytest.raises(CellError, match="neither a mobile"):
        clean_phone(value)


@pytest.mark.parametrize(
    ("value", "sex"), [("男", "m"), ("女 ", "f"), (None, ""), ("x", ""), (1, "")]
)
def test_clean_sex(value: Any, sex: str) -> None:
    assert clean_sex(value) == sex


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, ""), (3.0, "3"), ("a\n b", "a b"), ("x" * 99, "x" * 60),
     (ID, ""), (440305201501010012, ""),
     ("证 4403-0520-1501-0100-12", ""), (4.40305201501010012e17, ""), (13625763863, "13625763863")],
)  # fmt: skip
def test_a_shown_value_is_short_and_never_an_identity_number(value: Any, shown: str) -> None:
    assert shown_value(value) == shown
