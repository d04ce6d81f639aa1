"""`manage.py import_roster`: what it prints, how it ends, and what it leaves."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation

from schools.management.commands.import_roster import Command
from schools.models import Unit, User
from schools.roster import parse_roster
from tests.factories import make_district, make_school
from tests.schools.roster.files import PUPILS_FILE, pupils, student_id
from tests.schools.roster_rows import everything_kept


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def school(db: None) -> Unit:
    return make_school(make_district())


def run(file: Path | str, *options: str, school: str = "s1") -> tuple[int, str, str]:
    """The exit status, and what was written to stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("import_roster", str(file), *options, school=school, stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, out.getvalue(), err.getvalue()


def run_json(file: Path, *options: str) -> tuple[int, dict[str, Any]]:
    status, out, _err = run(file, "--json", *options)
    assert out.count("\n") == 1
    return status, json.loads(out)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    file = tmp_path / "三年级.xlsx"
    file.write_bytes(pupils(["张小雨", student_id(1), "三(1)班"], ["李明", "", "三(2)班"]))
    return file


def test_the_real_file_in_its_four_ways(school: Unit) -> None:
    status, refused = run_json(PUPILS_FILE)
    assert (status, User.objects.count(), len(refused["problems"])) == (1, 0, 6)
    assert run_json(PUPILS_FILE, "--check") == (1, refused)
    status, checked = run_json(PUPILS_FILE, "--check", "--good-rows")
    assert (status, User.objects.count()) == (0, 0)
    first = {
        "classes": {"new": 12, "known": 0},
        "people": {"new": 495, "changed": 0, "unchanged": 0},
        "problems": refused["problems"],
    }
    assert checked == first
    assert run_json(PUPILS_FILE, "--good-rows") == (0, first)
    second = {
        "classes": {"new": 0, "known": 12},
        "people": {"new": 0, "changed": 0, "unchanged": 495},
        "problems": refused["problems"],
    }
    assert run_json(PUPILS_FILE, "--good-rows") == (0, second)
    assert refused["problems"][0] == {
        "sheet": "一年级",
        "row": 79,
        "column": "学籍号",
        "value": "G****",
        "reason": "The student id repeats the one in 一年级 row 78.",
    }


def test_the_report_for_people(school: Unit) -> None:
    status, out, err = run(PUPILS_FILE)
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == (
        "一年级 row 79 · 学籍号 · G****: The student id repeats the one in 一年级 row 78."
    )
    assert lines[6:] == [
        "Classes: 12 new, 0 known.",
        "People: 495 new, 0 changed, 0 unchanged.",
        "Nothing was saved. Correct the file and import it again, or take the good rows with "
        "--good-rows.",
    ]
    ids = [row.student_id for row in parse_roster(PUPILS_FILE).pupils if row.student_id]
    assert [number for number in ids if number[1:] in out] == []


def test_a_good_file_is_checked_then_saved(school: Unit, good: Path) -> None:
    people = "People: 2 new, 0 changed, 0 unchanged."
    checked = "This was a check: nothing was saved. The file can be imported."
    assert run(good, "--check") == (0, f"Classes: 2 new, 0 known.\n{people}\n{checked}\n", "")
    assert not User.objects.exists()
    assert run(good) == (0, f"Classes: 2 new, 0 known.\n{people}\nSaved.\n", "")
    assert User.objects.count() == 2


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_table_in_any_encoding(school: Unit, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "名单.csv"
    file.write_bytes(f"姓名,学籍号,班级\r\n张小雨,{student_id(1)},三(1)班\r\n".encode(encoding))
    assert run_json(file) == (
        0,
        {
            "classes": {"new": 1, "known": 0},
            "people": {"new": 1, "changed": 0, "unchanged": 0},
            "problems": [],
        },
    )
    assert User.objects.get().name == "张小雨"


BROKEN = {
    "empty.xlsx": b"",
    "words.xlsx": b"no workbook at all",
    "cut.xlsx": PUPILS_FILE.read_bytes()[:9000],
    "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "random.csv": bytes(range(256)) * 40,
    "huge.csv": b"a,b\n" * 2_000_000,
    "long.csv": "姓名,班级\n".encode() + "张小雨,三(1)班\n".encode() * 10_001,
    "quote.csv": '姓名,班级\n"张小雨,三(1)班\n'.encode() + b"x" * 20_000,
    "titles.csv": "姓名,班级\n".encode(),
    "strange.csv": "编号,单位\n1,2\n".encode(),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_one_sentence_and_leaves_nothing(
    school: Unit, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(BROKEN[name])
    before = everything_kept()
    status, out, err = run(file, "--good-rows")
    assert (status, out) == (1, "")
    assert err.count("\n") == 1
    assert err.strip().endswith(".")
    status, report = run_json(file, "--good-rows")
    assert status == 1
    assert report == {
        "classes": {"new": 0, "known": 0},
        "people": {"new": 0, "changed": 0, "unchanged": 0},
        "problems": [{"sheet": "", "row": 0, "column": "", "value": "", "reason": err.strip()}],
    }
    assert everything_kept() == before


def test_a_missing_file_a_folder_and_an_unknown_school(
    school: Unit, tmp_path: Path, good: Path
) -> None:
    nothing = "The file {} cannot be opened. Check its name and folder.\n"
    assert run(tmp_path / "无.xlsx") == (1, "", nothing.format("无.xlsx"))
    assert run(tmp_path) == (1, "", nothing.format(tmp_path.name))
    unknown = "There is no school with the code s9. Check the code.\n"
    assert run(good, school="s9") == (1, "", unknown)
    assert run(good, school="s\udcbd")[0] == 1
    # The code of a district is no school's.
    assert run(good, school="d1")[0] == 1
    assert not User.objects.exists()


def test_a_terminal_that_cannot_show_every_letter(school: Unit) -> None:
    raw = io.BytesIO()
    command = Command(stdout=io.TextIOWrapper(raw, "gbk", write_through=True))  # type: ignore[arg-type]
    command.say("𠮷慧 三年级")
    assert raw.getvalue() == "\\U00020bb7慧 三年级\n".encode("gbk")
