"""Guardians' numbers in rosters: kept as codes, shown masked, corrected in sight."""

import pytest

from schools.models import GuardianPhone, Unit, User
from schools.phones import mask_digits, mask_phone, phone_digest
from schools.roster import RosterFileError, parse_roster
from tests import factories as f
from tests.schools.roster.files import pupils, student_id, workbook
from tests.schools.roster_rows import bring, counts, everything_kept, read

FATHER, MOTHER, OTHER = "13800138000", "13900139000", "13700137000"
GUARDIANS = ["学生姓名", "班级", "监护人姓名", "关系", "监护人电话"]


@pytest.fixture
def school(db: None) -> Unit:
    return f.make_school(f.make_district())


def child(name: str = "赵一") -> User:
    return User.objects.get(name=name)


def masked(name: str = "赵一") -> list[str]:
    return list(child(name).guardian_phones.values_list("masked", flat=True))


def guardians(*rows: list[object], header: list[str] = GUARDIANS):
    return parse_roster(workbook({"监护人": [header, *rows]}), filename="监护人.xlsx")


@pytest.mark.parametrize(
    ("header", "cells", "phones"),
    [
        (["监护人电话"], [f"{FATHER}/{MOTHER}"], (FATHER, MOTHER)),
        (["父亲电话", "母亲电话"], [FATHER, MOTHER], (FATHER, MOTHER)),
        (["家长手机号", "备用电话"], [13800138000, "0755-1234567"], (FATHER, "07551234567")),
        (["监护人1电话", "监护人2电话"], [FATHER, FATHER], (FATHER,)),
        (["父亲电话", "母亲电话"], ["无", f"{MOTHER} {FATHER}"], (MOTHER, FATHER)),
        (["家长姓名", "家长电话"], ["赵父", FATHER], (FATHER,)),
    ],
)
def test_every_number_of_a_row_is_read_once(header, cells, phones):
    roster = read(["赵一", "三(1)班", *cells], header=["姓名", "班级", *header])
    assert (roster.kind, roster.pupils[0].phones, roster.problems) == ("pupils", phones, ())


def test_a_wrong_number_is_noted_masked_and_costs_the_number_alone():
    header = ["姓名", "班级", "父亲电话", "母亲电话"]
    roster = read(["赵一", "三(1)班", "1380013800", MOTHER], header=header)
    assert roster.pupils[0].phones == (MOTHER,)
    (problem,) = roster.problems
    assert (problem.column, problem.value, problem.blocking) == ("父亲电话", "138****800", False)


def test_numbers_are_kept_as_codes_and_masks_alone(school):
    bring(school, read(["赵一", student_id(1), "三(1)班", f"{FATHER}、{MOTHER}"]))
    assert masked() == ["138****8000", "139****9000"]
    assert list(child().guardian_phones.values_list("digest", flat=True)) == [
        phone_digest(child().pk, FATHER),
        phone_digest(child().pk, MOTHER),
    ]
    kept = everything_kept()
    assert [phone for phone in (FATHER, MOTHER) if phone in kept] == []


def test_brothers_and_sisters_cannot_be_linked_by_their_parents_number(school):
    bring(
        school,
        read(
            ["赵一", student_id(1), "三(1)班", FATHER], ["赵二", student_id(2), "三(1)班", FATHER]
        ),
    )
    assert GuardianPhone.objects.values("digest").distinct().count() == 2


def test_a_second_import_changes_nothing_and_another_number_is_a_correction(school):
    bring(school, read(["赵一", student_id(1), "三(1)班", FATHER]))
    again = bring(school, read(["赵一", student_id(1), "三(1)班", FATHER]), days=1)
    assert (counts(again), again.changes.corrected) == ((0, 0, 1), ())
    changed = bring(school, read(["赵一", student_id(1), "三(1)班", MOTHER]), days=2)
    assert counts(changed) == (0, 1, 0)
    (line,) = changed.changes.corrected
    assert (line.before, line.after) == ("138****8000", "139****9000")
    assert masked() == ["139****9000"]


def test_a_file_without_numbers_corrects_nothing(school):
    bring(school, read(["赵一", student_id(1), "三(1)班", FATHER]))
    report = bring(school, read(["赵一", student_id(1), "三(1)班", None]), days=1)
    assert (counts(report), masked()) == ((0, 0, 1), ["138****8000"])


def test_a_guardians_file_adds_the_numbers_of_all_rows_of_a_child(school):
    bring(school, read(["赵一", student_id(1), "三(1)班", FATHER], ["赵二", None, "三(1)班", None]))
    file = guardians(
        ["赵一", "三(1)班", "赵父", "父亲", FATHER],
        ["赵一", "三(1)班", "赵母", "母亲", MOTHER],
        ["赵二", "三(1)班", "赵姑", "其他", OTHER],
    )
    report = bring(school, file)
    assert (file.kind, counts(report)) == ("guardians", (0, 2, 0))
    assert [(line.name, line.before, line.after) for line in report.changes.corrected] == [
        ("赵一", "138****8000", "138****8000、139****9000"),
        ("赵二", "", "137****7000"),
    ]
    assert (masked(), masked("赵二")) == (["138****8000", "139****9000"], ["137****7000"])
    assert "赵母" not in everything_kept()
    assert counts(bring(school, file, days=1)) == (0, 0, 2)
    assert User.objects.filter(is_pupil=True).count() == 2


def test_rows_of_nobody_of_two_or_of_no_class_are_told(school):
    bring(
        school,
        read(
            ["赵一", student_id(1), "三(1)班", None],
            ["李丽", student_id(2), "三(1)班", None],
            ["李丽", student_id(3), "三(1)班", None],
        ),
    )
    report = bring(
        school,
        guardians(
            ["赵九", "三(1)班", "", "父亲", FATHER],
            ["李丽", "三(1)班", "", "父亲", FATHER],
            ["赵一", "六(9)班", "", "父亲", FATHER],
            ["赵一", "三(1)班", "", "父亲", ""],
        ),
    )
    assert [(p.row, p.value, p.blocking) for p in report.problems] == [
        (5, "", False),
        (2, "赵九", True),
        (3, "李丽", True),
        (4, "赵一", True),
    ]
    assert (report.is_saved, GuardianPhone.objects.count()) == (False, 0)
    assert Unit.objects.filter(entry_year__lt=2024).count() == 0


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (GUARDIANS, "guardians"),
        (["姓名", "班级", "与学生关系", "联系电话"], "guardians"),
        (["姓名", "性别", "班级", "关系", "监护人电话"], "pupils"),
        (["姓名", "学籍号", "班级", "关系", "监护人电话"], "pupils"),
        (["姓名", "班级", "监护人姓名", "监护人电话"], "pupils"),
    ],
)
def test_the_columns_tell_the_kind(header, kind):
    cells = {"性别": "女", "学籍号": student_id(1), "班级": "三(1)班"}
    row = [cells.get(title, FATHER if title.endswith("电话") else "赵一") for title in header]
    assert guardians(row, header=header).kind == kind


def test_a_book_of_two_kinds_is_refused():
    book = {
        "学生": [["姓名", "学籍号", "班级"], ["赵一", student_id(1), "三(1)班"]],
        "家长": [GUARDIANS, ["赵一", "三(1)班", "赵父", "父亲", FATHER]],
    }
    with pytest.raises(RosterFileError):
        parse_roster(workbook(book), filename="a.xlsx")


def test_the_number_of_queries_does_not_grow(school, django_assert_max_num_queries):
    rows = [[f"赵{n}", student_id(n), "三(1)班", f"138{n:08d}"] for n in range(60)]
    with django_assert_max_num_queries(25):
        bring(school, parse_roster(pupils(*rows), filename="a.xlsx"))
    assert GuardianPhone.objects.count() == 60


@pytest.mark.parametrize(
    ("phone", "shown"),
    [(FATHER, "138****8000"), ("07551234567", "075****4567"), ("8234567", "****4567")],
)
def test_masks_hide_enough(phone, shown):
    assert mask_phone(phone) == shown
    assert mask_digits("电话1380013800号") == "电话138****800号"
