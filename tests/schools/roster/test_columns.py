import pytest

from schools.roster.columns import CLASS, NAME, STUDENT_ID, column_letter, find_header, kind_of
from schools.roster.rows import Cell, Sheet


def sheet(*rows: tuple[Cell, ...]) -> Sheet:
    return Sheet("名单", rows)


def test_the_header_is_found_under_title_rows() -> None:
    header = find_header(
        sheet(("花名册",), (), ("填表日期",), ("序号", " 姓 名 ", "所在班级(必填)"))
    )
    assert header is not None
    assert header.row == 4
    assert header.fields == {NAME: 1, CLASS: 2}
    assert header.title(CLASS) == "所在班级(必填)"


def test_the_eleventh_row_is_too_late() -> None:
    titles = [("标题",)] * 10
    assert find_header(sheet(*titles, ("姓名", "班级"))) is None
    assert find_header(sheet(*titles[1:], ("姓名", "班级"))) is not None


def test_a_name_alone_is_no_header() -> None:
    assert find_header(sheet(("姓名",), ("张三",))) is None


@pytest.mark.parametrize("title", ["学籍号", "学籍辅号", "全国学籍号", "个人标识码", "*学籍号"])
def test_spellings_of_the_student_id(title: str) -> None:
    header = find_header(sheet(("学生姓名", title)))
    assert header is not None
    assert header.fields[STUDENT_ID] == 1


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (("姓名", "班级"), "pupils"),
        (("姓名", "年级", "班"), "pupils"),
        (("姓名", "学籍号", "职务"), "pupils"),
        (("姓名", "电话", "职务"), "staff"),
        (("姓名", "班级", "岗位"), "staff"),
        (("姓名", "安全职责"), "staff"),
        (("姓名", "电话"), None),
    ],
)
def test_kind(titles: tuple[str, ...], kind: str | None) -> None:
    header = find_header(sheet(titles))
    assert header is not None
    assert kind_of(header) == kind


@pytest.mark.parametrize(
    "title", ["身份证号", "身份证件号", "证件号码", "公民身份号码", "监护人身份证号", "居民身份证"]
)
def test_columns_called_identity_number(title: str) -> None:
    header = find_header(sheet(("姓名", "班级", title), ("张三", "301", None)))
    assert header is not None
    assert header.identity_columns == (title,)


def test_columns_that_look_like_identity_numbers() -> None:
    rows = [(f"张{n}", "301", "44030520150101001X", "住址", None) for n in "一二三"]
    header = find_header(
        sheet(("姓名", "班级", "备用", "住址", "备注"), *rows, ("张四", "301", "无", ""))
    )
    assert header is not None
    assert header.identity_columns == ("备用",)


def test_a_column_without_title_is_called_by_its_letter() -> None:
    header = find_header(sheet(("姓名", "班级"), ("张三", "301", 440305201501010012)))
    assert header is not None
    assert header.identity_columns == ("C",)


def test_column_letters() -> None:
    assert [column_letter(index) for index in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]
