"""`manage.py item_statistics` on tables as people have them."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.quizzes.test_statistics import DATA


def run(path: Path, *options: str) -> tuple[str, str, int]:
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command("item_statistics", str(path), *options, stdout=out, stderr=err)
    except SystemExit as stop:
        status = int(stop.code or 0)
    return out.getvalue(), err.getvalue().strip(), status


@pytest.fixture
def table(tmp_path: Path):
    def write(content: str | bytes) -> Path:
        path = tmp_path / "marks.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_json_has_the_keys_that_are_promised() -> None:
    out, err, status = run(DATA / "moodle-quiz00.csv", "--json")
    told = json.loads(out)
    assert (err, status, told["reasons"]) == ("", 0, [])
    assert list(told["test"]) == [
        "n", "mean", "median", "sd", "skewness", "kurtosis",
        "internal_consistency", "error_ratio", "standard_error",
    ]  # fmt: skip
    assert told["test"]["error_ratio"] == pytest.approx(136.8294900795)
    assert list(told["items"][0]) == [
        "item", "facility", "sd", "discrimination_index", "discriminative_efficiency",
        "effective_weight", "point_biserial",
    ]  # fmt: skip
    assert told["items"][0]["facility"] == pytest.approx(70.4)


def test_without_json_a_line_for_the_whole_and_one_a_question() -> None:
    lines = run(DATA / "moodle-quiz00.csv")[0].splitlines()
    assert len(lines) == 8
    assert lines[0].startswith("n 25  mean 65.96  median 64.29")
    assert lines[1].startswith("Q1: facility 70.4  sd 45.14")


def test_maxima_names_gaps_and_encodings(table) -> None:
    path = table("姓名,第一题,第2题/5\n张三,1,4\n李四,0,2\n王五,,5\n".encode("gb18030"))
    told = json.loads(run(path, "--json")[0])
    assert [item["item"] for item in told["items"]] == ["第一题", "第2题"]
    assert [item["facility"] for item in told["items"]] == pytest.approx([100 / 3, 220 / 3])
    assert told["test"]["n"] == 3


def test_one_person_prints_empty_figures_and_why(table) -> None:
    out, err, status = run(table("Q1,Q2\n1,0\n"), "--json")
    told = json.loads(out)
    assert (err, status) == ("", 0)
    assert (told["test"]["mean"], told["test"]["sd"]) == (50, None)
    assert told["items"][0]["discrimination_index"] is None
    assert told["reasons"] == ["只有一个人，没有差异可比，只能给出平均值。"]


def test_one_question_or_no_variance_prints_why(table) -> None:
    assert json.loads(run(table("Q1\n1\n0\n1\n0\n"), "--json")[0])["reasons"] == [
        "只有一道题，没有别的题可以比较。"
    ]
    assert json.loads(run(table("Q1,Q2\n1,0\n1,0\n"), "--json")[0])["reasons"] == [
        "所有人的总分都一样，看不出各题的区别。",
        "这些题人人得分相同，区分不出谁会谁不会：Q1，Q2。",
    ]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "表格是空的。第一行应是各题的名称。"),
        ("Q1,Q2\n", "表格只有表头，下面没有人。"),
        ("Q1,Q2\n1,对\n0,1\n", "第 2 行，“Q2”列：“对”不是数字。"),
        (
            "Q1,Q2\n1,0\n1,2\n",
            "第 3 行，“Q2”列：2 不在 0 到 1 之间。请在题名后写上满分，如“Q1/5”。",
        ),
        ("Q1,Q2\n1,-1\n", "第 2 行，“Q2”列：-1 不在 0 到 1 之间。请在题名后写上满分，如“Q1/5”。"),
        ("Q1,Q2\n1,nan\n", "第 2 行，“Q2”列：“nan”不是数字。"),
        ("Q1\n1,1\n", "第 2 行的格子比表头的题名多。"),
        ("Q1/-1\n1\n", "表头“Q1/-1”：满分不能小于 0。"),
    ],
)
def test_what_cannot_be_reckoned_with_is_named(table, content: str, sentence: str) -> None:
    assert run(table(content), "--json") == ("", sentence, 1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert run(tmp_path / "no.csv") == ("", "打不开文件 no.csv，请检查文件名和所在文件夹。", 1)
