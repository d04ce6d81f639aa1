"""Pupils of a roster, brought into the database."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation

from schools.choices import Stage, System, UnitKind
from schools.domain.roster.undo import undo_change
from schools.models import AuditEntry, ClassMembership, Unit, User
from schools.roster import ParsedRoster, parse_roster
from schools.student_hash import student_hash
from tests.factories import NOW, TODAY, make_district, make_pupil, make_school
from tests.schools.roster.files import PUPILS_FILE, student_id, workbook
from tests.schools.roster_rows import (
    SCHOOL_YEAR_BEGAN,
    bring,
    counts,
    everything_kept,
    many,
    pupil_row,
    queries_of,
    read,
    time_in_classes,
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def district(db: None) -> Unit:
    return make_district()


@pytest.fixture
def school(district: Unit) -> Unit:
    return make_school(district)


def classes_of(school: Unit) -> list[tuple[str, int | None, int | None]]:
    units = Unit.objects.filter(school=school).order_by("path")
    return [(unit.stage, unit.entry_year, unit.number) for unit in units]


# The real file


@pytest.fixture(scope="module")
def real() -> ParsedRoster:
    with translation.override("en"):
        return parse_roster(PUPILS_FILE)


PROBLEMS = [
    {
        "sheet": sheet,
        "row": row,
        "column": "学籍号",
        "value": "G****",
        "reason": f"The student id repeats the one in {sheet} row {row - 1}.",
    }
    for sheet, row in [
        ("一年级", 79),
        ("二年级", 79),
        ("三年级", 82),
        ("四年级", 75),
        ("五年级", 82),
        ("六年级", 79),
    ]
]


def test_the_real_file_is_refused_whole(school: Unit, real: ParsedRoster) -> None:
    report = bring(school, real)
    assert (report.can_import, report.is_saved) == (False, False)
    assert report.to_json()["problems"] == PROBLEMS
    assert not User.objects.exists()
    assert not Unit.objects.of_kind(UnitKind.CLASS).exists()
    assert not ClassMembership.objects.exists()


def test_the_good_rows_of_the_real_file(school: Unit, real: ParsedRoster) -> None:
    report = bring(school, real, good_rows=True)
    assert report.to_json() == {
        "classes": {"new": 12, "known": 0},
        "people": {"new": 501 - 6, "changed": 0, "unchanged": 0},
        "problems": PROBLEMS,
    }
    assert classes_of(school) == [("primary", 2027 - g, n) for g in range(1, 7) for n in (1, 2)]
    assert User.objects.filter(is_pupil=True).count() == 495
    held = ClassMembership.objects.values_list("starts_date", "ends_date").distinct()
    assert list(held) == [(SCHOOL_YEAR_BEGAN, None)]
    assert Unit.objects.get(pk=school.pk).numchild == 12
    assert Unit.find_problems() == ([], [], [], [], [])


def test_a_second_import_changes_nothing(school: Unit, real: ParsedRoster) -> None:
    bring(school, real, good_rows=True)
    before = everything_kept()
    report = bring(school, real, good_rows=True, days=3)
    assert report.to_json() == {
        "classes": {"new": 0, "known": 12},
        "people": {"new": 0, "changed": 0, "unchanged": 495},
        "problems": PROBLEMS,
    }
    assert everything_kept() == before


def test_a_check_changes_nothing(school: Unit, real: ParsedRoster) -> None:
    before = everything_kept()
    report = bring(school, real, good_rows=True, check=True)
    assert (report.can_import, report.is_saved) == (True, False)
    assert report.to_json()["people"] == {"new": 495, "changed": 0, "unchanged": 0}
    assert everything_kept() == before
    assert not bring(school, real, check=True).can_import


def test_no_number_of_the_real_file_is_kept(school: Unit, real: ParsedRoster) -> None:
    report = bring(school, real, good_rows=True)
    text = everything_kept() + str(report.to_json()) + repr(report)
    ids = [row.student_id[1:] for row in real.pupils if row.student_id]
    assert len(ids) == 495 - 12
    # Neither the number nor the district and day of birth that it begins with.
    assert [number for number in ids if number in text or number[:14] in text] == []
    assert [phone for row in real.pupils for phone in row.phones if phone in text] == []


def test_pupils_cannot_sign_in_by_password_and_have_random_names(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班", "13800000000"]))
    pupil = User.objects.get()
    assert not pupil.has_usable_password()
    assert pupil.username.isalpha()
    assert len(pupil.username) == 16
    assert (pupil.is_pupil, pupil.phone, pupil.student_hash) == (
        True,
        "",
        student_hash(student_id(1)),
    )


# Classes


def test_seven_spellings_are_one_class(school: Unit) -> None:
    spellings = [
        "三年级(1)班",
        "三年级（1）班",
        "三年级1班",
        "三年级１班",
        "三(1)班",
        "3.1",
        "三年级一班",
    ]
    rows = [[f"学生{n}", student_id(i), n] for i, n in enumerate(spellings)]
    rows = [["学生" + "甲乙丙丁戊己庚"[i], *row[1:]] for i, row in enumerate(rows)]
    report = bring(school, read(*rows))
    assert report.to_json() == {
        "classes": {"new": 1, "known": 0},
        "people": {"new": 7, "changed": 0, "unchanged": 0},
        "problems": [],
    }
    assert classes_of(school) == [("primary", 2024, 1)]


def test_a_class_is_found_again_a_year_later_one_grade_up(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班"]))
    report = bring(school, read(["张小雨", student_id(1), "四(1)班"]), days=365)
    assert report.to_json()["classes"] == {"new": 0, "known": 1}
    assert counts(report) == (0, 0, 1)


@pytest.mark.parametrize(
    ("stage", "system", "name", "kept"),
    [
        (Stage.PRIMARY, System.SIX_THREE, "六(1)班", ("primary", 2021, 1)),
        (Stage.PRIMARY, System.FIVE_FOUR, "六(1)班", ("junior", 2026, 1)),
        (Stage.JUNIOR, System.SIX_THREE, "初三(2)班", ("junior", 2024, 2)),
        (Stage.SENIOR, System.SIX_THREE, "高二(3)班", ("senior", 2025, 3)),
        (Stage.KINDERGARTEN, System.SIX_THREE, "大(1)班", ("kindergarten", 2024, 1)),
        (Stage.SPECIAL, System.SIX_THREE, "八(1)班", ("special", 2019, 1)),
        (Stage.VOCATIONAL, System.SIX_THREE, "高一(1)班", ("vocational", 2026, 1)),
    ],
)
def test_stage_and_entry_year(
    school: Unit, stage: str, system: str, name: str, kept: tuple[str, int, int]
) -> None:
    Unit.objects.filter(pk=school.pk).update(stage=stage, system=system)
    rows = [["姓名", "学籍号", "班级"], ["张小雨", student_id(1), name]]
    bring(school, parse_roster(workbook({"名单": rows}), filename="a.xlsx", system=system))
    assert classes_of(school) == [kept]
    assert (
        Unit.objects.get(school=school).grade_on(TODAY)
        == {
            "六(1)班": 6,
            "初三(2)班": 9,
            "高二(3)班": 11,
            "大(1)班": 0,
            "八(1)班": 8,
            "高一(1)班": 10,
        }[name]
    )


def test_a_class_of_bad_rows_alone_is_not_made(district: Unit, school: Unit) -> None:
    other = make_school(district, "s2", "第二小学")
    bring(other, read(["王外校", student_id(9), "一(1)班"]))
    parsed = read(["王外校", student_id(9), "五(1)班"], ["张小雨", student_id(1), "三(1)班"])
    report = bring(school, parsed, good_rows=True)
    assert report.to_json()["classes"] == {"new": 1, "known": 0}
    assert classes_of(school) == [("primary", 2024, 1)]


# People


def test_a_moved_pupil_leaves_one_class_and_joins_the_other_today(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班"], ["李明", student_id(2), "三(2)班"]))
    moved = read(["张小雨", student_id(1), "三(2)班"], ["李明", student_id(2), "三(2)班"])
    assert counts(bring(school, moved)) == (0, 1, 1)
    pupil = User.objects.get(name="张小雨")
    assert time_in_classes(pupil) == [
        ("3.1", SCHOOL_YEAR_BEGAN, TODAY),
        ("3.2", TODAY, None),
    ]
    assert counts(bring(school, moved)) == (0, 0, 2)


def test_a_pupil_who_moves_back_on_the_same_day(school: Unit) -> None:
    first = read(["张小雨", student_id(1), "三(1)班"])
    bring(school, first)
    bring(school, read(["张小雨", student_id(1), "三(2)班"]))
    assert counts(bring(school, first)) == (0, 1, 0)
    assert time_in_classes(User.objects.get()) == [
        ("3.1", SCHOOL_YEAR_BEGAN, TODAY),
        ("3.2", TODAY, TODAY),
        ("3.1", TODAY, None),
    ]


def test_who_comes_into_a_class_later_comes_that_day(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班"]))
    later = read(["新同学", student_id(2), "三(1)班"], ["新班生", student_id(3), "三(2)班"])
    assert counts(bring(school, later, days=7)) == (2, 0, 0)
    assert time_in_classes(User.objects.get(name="新同学")) == [("3.1", date(2026, 11, 30), None)]
    assert time_in_classes(User.objects.get(name="新班生")) == [("3.2", SCHOOL_YEAR_BEGAN, None)]


def test_a_corrected_name_and_sex(school: Unit) -> None:
    header = ["姓名", "学籍号", "班级", "性别"]
    bring(school, read(["张小宇", student_id(1), "三(1)班", "男"], header=header))
    report = bring(school, read(["张小雨", student_id(1), "三(1)班", "女"], header=header))
    assert counts(report) == (0, 1, 0)
    assert User.objects.values_list("name", "sex").get() == ("张小雨", "f")
    # A file without the column corrects nothing.
    assert counts(bring(school, read(["张小雨", student_id(1), "三(1)班"]))) == (0, 0, 1)
    assert User.objects.values_list("name", "sex").get() == ("张小雨", "f")


def test_an_id_that_comes_later_is_added_to_the_same_pupil(school: Unit) -> None:
    bring(school, read(["张小雨", "", "三(1)班"]))
    assert User.objects.values_list("student_hash", flat=True).get() is None
    with_id = read(["张小雨", student_id(1), "三(1)班"])
    assert counts(bring(school, with_id)) == (0, 1, 0)
    assert User.objects.get().student_hash == student_hash(student_id(1))
    assert counts(bring(school, with_id)) == (0, 0, 1)


def test_another_id_with_the_same_name_is_another_pupil(school: Unit) -> None:
    bring(school, read(["李明", student_id(1), "三(1)班"]))
    assert counts(bring(school, read(["李明", student_id(2), "三(1)班"]))) == (1, 0, 0)


def test_a_list_without_ids_doubles_nobody(school: Unit) -> None:
    bring(school, read(["李明", student_id(1), "三(1)班"], ["王芳", student_id(2), "三(1)班"]))
    assert counts(bring(school, read(["李明", "", "三(1)班"], ["王芳", "", "三(1)班"]))) == (
        0,
        0,
        2,
    )
    both = read(["李明", student_id(1), "三(1)班"], ["李明", "", "三(1)班"])
    assert counts(bring(school, both)) == (1, 0, 1)
    assert counts(bring(school, both)) == (0, 0, 2)


def test_two_of_one_name_without_ids_stay_two(school: Unit) -> None:
    twins = ParsedRoster("pupils", (pupil_row(2, "李明"), pupil_row(3, "李明")), ())
    assert counts(bring(school, twins)) == (2, 0, 0)
    assert counts(bring(school, twins)) == (0, 0, 2)
    one_known = (pupil_row(2, "李明"), pupil_row(3, "李明", student_id(1)))
    assert counts(bring(school, ParsedRoster("pupils", one_known, ()))) == (0, 1, 1)


def test_the_same_name_in_another_class_is_another_pupil(school: Unit) -> None:
    bring(school, read(["李明", "", "三(1)班"]))
    assert counts(bring(school, read(["李明", "", "三(2)班"]))) == (1, 0, 0)


def test_a_pupil_of_another_school_is_a_problem_that_tells_nothing(
    district: Unit, school: Unit
) -> None:
    other = make_school(district, "s2", "第二小学")
    bring(other, read(["王外校", student_id(9), "五(1)班"]))
    before = everything_kept()
    report = bring(school, read(["王小二", student_id(9), "三(1)班"]), good_rows=True)
    assert not report.can_import
    assert report.to_json() == {
        "classes": {"new": 0, "known": 0},
        "people": {"new": 0, "changed": 0, "unchanged": 0},
        "problems": [
            {
                "sheet": "名单",
                "row": 2,
                "column": "Student id",
                "value": "G****",
                "reason": "This pupil is on the roster of another school. Ask that school to enter "
                "that the pupil has left, or the education bureau to move the pupil; then import "
                "the file again.",
            }
        ],
    }
    assert everything_kept() == before


def test_who_has_left_the_other_school_may_come(district: Unit, school: Unit) -> None:
    other = make_school(district, "s2", "第二小学")
    bring(other, read(["张小雨", student_id(9), "三(1)班"]))
    ClassMembership.objects.update(ends_date=date(2026, 10, 1))
    assert counts(bring(school, read(["张小雨", student_id(9), "三(1)班"]))) == (0, 1, 0)
    assert time_in_classes(User.objects.get()) == [
        ("3.1", SCHOOL_YEAR_BEGAN, date(2026, 10, 1)),
        ("3.1", TODAY, None),
    ]


def test_namesakes_of_another_school_are_not_taken(district: Unit, school: Unit) -> None:
    other = make_school(district, "s2", "第二小学")
    bring(other, read(["李明", "", "三(1)班"]))
    assert counts(bring(school, read(["李明", "", "三(1)班"]))) == (1, 0, 0)


def test_who_is_not_in_a_whole_class_may_leave_with_it(school: Unit) -> None:
    first = [[f"学生{n}", student_id(n), f"三({1 + n % 2})班"] for n in range(1, 6)]
    bring(school, read(*first))
    before = everything_kept()
    # Class two of the file is whole and lacks 学生3; of class one it says nothing.
    file = read(first[0], first[4])
    assert bring(school, file, days=4, check=True, end_unnamed=True).ended == 1
    assert everything_kept() == before
    report = bring(school, file, days=4, end_unnamed=True)
    assert (counts(report), report.ended) == ((0, 0, 2), 1)
    assert report.change.detail == {"left_people": 1}
    day = TODAY + timedelta(days=4)
    ended = ClassMembership.objects.exclude(ends_date=None)
    assert list(ended.values_list("student__name", "ends_date")) == [("学生3", day)]
    entry = AuditEntry.objects.latest("pk")
    assert entry.detail == {
        "kind": "pupils", "new": 0, "changed": 0, "unchanged": 2, "left_people": 1,
    }  # fmt: skip
    undo_change(change=report.change, actor=None, now=NOW)
    assert not ClassMembership.objects.exclude(ends_date=None).exists()


def test_nobody_leaves_by_a_file_with_a_bad_row(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班"], ["李明", student_id(2), "三(1)班"]))
    file = read(["张小雨", student_id(1), "三(1)班"], ["李明", "G1", "三(1)班"])
    before = everything_kept()
    report = bring(school, file, good_rows=True, end_unnamed=True)
    assert (report.can_import, report.is_saved) == (False, False)
    assert everything_kept() == before


def test_who_is_not_in_the_file_stays(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班"], ["李明", student_id(2), "三(1)班"]))
    before = everything_kept()
    bring(school, read(["张小雨", student_id(1), "三(1)班"]))
    assert everything_kept() == before


def test_a_pupil_made_by_hand_is_known_again(school: Unit) -> None:
    bring(school, read(["张小雨", student_id(1), "三(1)班"]))
    make_pupil(Unit.objects.get(school=school), "李明")
    assert counts(bring(school, read(["李明", student_id(2), "三(1)班"]))) == (0, 1, 0)


# Problems


def test_one_bad_row_stops_all_or_is_left_out(school: Unit) -> None:
    parsed = read(["张小雨", student_id(1), "三(1)班"], ["", student_id(2), "三(1)班"])
    assert not bring(school, parsed).is_saved
    assert not User.objects.exists()
    report = bring(school, parsed, good_rows=True)
    assert (report.is_saved, counts(report), len(report.problems)) == (True, (1, 0, 0), 1)


def test_a_dropped_identity_column_stops_nothing_and_is_told(school: Unit) -> None:
    number = "440305201501010011"
    header = ["姓名", "身份证号", "班级"]
    report = bring(school, read(["张小雨", number, "三(1)班"], header=header))
    assert report.is_saved
    assert report.to_json()["problems"] == [
        {
            "sheet": "名单",
            "row": 1,
            "column": "身份证号",
            "value": "",
            "reason": "This column holds identity numbers. It was dropped; nothing of it is kept.",
        }
    ]
    assert number not in everything_kept() + str(report)


def test_a_failure_in_the_middle_leaves_nothing(
    school: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    before = everything_kept()
    monkeypatch.setattr(ClassMembership.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        bring(school, many(5))
    assert everything_kept() == before


# Cost


def test_the_number_of_queries_does_not_grow_with_the_file(school: Unit, district: Unit) -> None:
    other = make_school(district, "s2", "第二小学")
    first = queries_of(school, many(10))
    assert queries_of(other, many(40, first=1000)) == first
    assert first == 25
    assert queries_of(school, many(10)) == queries_of(other, many(40, first=1000)) == 9


def test_moving_and_correcting_costs_the_same_for_many(school: Unit) -> None:
    bring(school, many(60))
    swapped = [["学生乙", student_id(n), f"三({(n + 1) % 2 + 1})班"] for n in range(1, 61)]
    few = queries_of(school, read(*swapped[:10]))
    assert few == 15
    assert queries_of(school, read(*swapped[10:])) <= few + 1  # SQLite inserts in batches
