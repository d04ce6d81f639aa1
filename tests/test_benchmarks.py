"""The pure parts of the benchmarks; what they measure is no matter for a test."""

import argparse

import pytest

from benchmarks.__main__ import chosen_of, names
from benchmarks.accounting import ProcessTimes, cpu_ticks, parse_stat, tree_of
from benchmarks.client import Clock, hidden_value, merge, read_head
from benchmarks.databases import with_name
from benchmarks.figures import Round, paired_ratio, percentile, summarise, table
from benchmarks.goals import Figure, goal_table
from benchmarks.memory import Peak
from benchmarks.roster_world import pupil, roster_file
from benchmarks.world import answer_to
from schools.roster import parse_roster

STAT = (
    "4242 ({name}) S 17 4242 4242 0 -1 4194560 2557 9001 0 0 120 34 560 78 "
    "20 0 9 0 12345 67890 1234 18446744073709551615"
)
PROCESSES = {
    1: ProcessTimes(parent=0, own=1000, ended_children=5000),
    10: ProcessTimes(parent=1, own=7, ended_children=3),
    11: ProcessTimes(parent=10, own=20, ended_children=0),
    12: ProcessTimes(parent=11, own=40, ended_children=1),
    20: ProcessTimes(parent=1, own=500, ended_children=0),
}


def make_round(cpu_seconds: float, attempts: list[float], seconds: float = 2.0) -> Round:
    return Round(
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        requests={"open": [10.0, 30.0], "save": [1.0, 2.0, 3.0]},
        attempts=attempts,
    )


@pytest.mark.parametrize("name", ["gunicorn", "postgres: bench (1)", "a) S 99 (b"])
def test_parse_stat_reads_the_fields_after_any_command(name: str) -> None:
    assert parse_stat(STAT.format(name=name)) == ProcessTimes(
        parent=17, own=154, ended_children=638
    )


def test_tree_of_is_the_process_and_its_descendants() -> None:
    assert tree_of(10, PROCESSES) == {10, 11, 12}


def test_tree_of_a_process_that_is_gone_is_empty() -> None:
    assert tree_of(99, PROCESSES) == set()


def test_cpu_ticks_counts_living_and_ended_members_once() -> None:
    assert cpu_ticks([10], PROCESSES) == 71


def test_cpu_ticks_of_overlapping_trees_counts_nobody_twice() -> None:
    assert cpu_ticks([10, 11, 20], PROCESSES) == 571


@pytest.mark.parametrize(("percent", "expected"), [(0, 1.0), (50, 2.5), (95, 3.85), (100, 4.0)])
def test_percentile_interpolates_between_ranks(percent: float, expected: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], percent) == pytest.approx(expected)


def test_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 95) == 7.0


def test_percentile_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 50)


def test_summarise_takes_medians_over_rounds() -> None:
    rounds = [
        make_round(0.2, [100.0, 300.0]),
        make_round(0.1, [50.0, 50.0], seconds=1.0),
        make_round(9.0, [900.0, 900.0], seconds=20.0),
    ]
    found = summarise(rounds)
    assert found["attempts"] == 6
    assert found["requests"] == 15
    assert found["attempts_per_second"] == 1.0
    assert found["cpu_ms_per_attempt"] == 100.0
    assert found["cpu_ms_per_attempt_lowest"] == 50.0
    assert found["cpu_ms_per_attempt_highest"] == 4500.0
    assert found["attempt_p50_ms"] == 200.0
    assert found["request_p50_ms"] == 3.0
    assert found["steps"]["open"] == {"p50_ms": 20.0, "p95_ms": 29.0}


def test_paired_ratio_compares_neighbours() -> None:
    product = [make_round(0.3, [1.0]), make_round(3.0, [1.0]), make_round(0.4, [1.0])]
    floor = [make_round(0.1, [1.0]), make_round(1.0, [1.0]), make_round(0.1, [1.0])]
    assert paired_ratio(product, floor) == 3.0


def test_table_says_loudly_what_was_skipped() -> None:
    one = summarise([make_round(0.1, [50.0, 70.0])])
    lines = table(
        {
            "sqlite": {"product": one, "floor": one, "ratio": 1.0},
            "postgresql": {"skipped": "connection refused"},
        }
    ).splitlines()
    assert len(lines) == 5
    assert lines[1].split() == [
        "sqlite",
        "product",
        "1.00",
        "50.00",
        "3.00",
        "26.00",
        "60.00",
        "69.00",
    ]
    assert lines[3].split() == ["sqlite", "ratio", "of", "CPU", "1.00"]
    assert lines[4] == "postgresql            SKIPPED: connection refused"


def test_hidden_value_finds_an_input_whatever_the_order_of_its_attributes() -> None:
    page = '<input type="text" name="x" value="1"><input value="0f" type="hidden" name="key">'
    assert hidden_value(page, "key") == "0f"


def test_hidden_value_says_what_is_missing() -> None:
    with pytest.raises(RuntimeError, match="no input named client"):
        hidden_value("<p>closed</p>", "client")


def test_read_head_gives_status_and_length() -> None:
    assert read_head("HTTP/1.1 422 Unprocessable\r\nServer: x\r\ncontent-length: 17") == (422, 17)


def test_read_head_without_a_length_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no Content-Length"):
        read_head("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked")


def test_merge_joins_the_threads_times() -> None:
    first, second = Clock(), Clock()
    first.requests, first.attempts = {"save": [1.0]}, [9.0]
    second.requests, second.attempts = {"save": [2.0], "open": [3.0]}, [8.0]
    assert merge([first, second]) == {
        "requests": {"save": [1.0, 2.0], "open": [3.0]},
        "attempts": [9.0, 8.0],
    }


def test_with_name_changes_the_database_alone() -> None:
    assert with_name("postgres://me:pw@host:5433/postgres", "b") == "postgres://me:pw@host:5433/b"


def test_answer_to_fits_its_question() -> None:
    options = [{"key": key, "text": key} for key in "dacb"]
    assert answer_to({"kind": "single", "options": options}, 6) == "c"
    assert answer_to({"kind": "multiple", "options": options}, 1) == ["a", "d"]
    assert answer_to({"kind": "true_false"}, 2) is True


def test_a_figure_is_told_beside_its_goal_and_a_missed_one_loudly() -> None:
    figures = [
        Figure("preview", "sqlite", 2.5, "s", 5),
        Figure("p95", "sqlite", 1.25, "s", 1),
        Figure("CPU", "sqlite", 30.0, "ms"),
    ]
    assert [each.ratio for each in figures] == [0.5, 1.25, None]
    lines = [line.split() for line in goal_table(figures).splitlines()]
    assert lines[1:] == [
        ["sqlite", "preview", "2.50", "s", "5", "s", "0.50"],
        ["sqlite", "p95", "1.25", "s", "1", "s", "1.25", "MISSED"],
        ["sqlite", "CPU", "30.00", "ms"],
    ]


def test_a_goal_that_is_just_reached_is_not_missed() -> None:
    assert "MISSED" not in goal_table([Figure("p95", "sqlite", 1.0, "s", 1)])


def test_peak_memory_is_a_worker_and_the_largest_process_that_it_started() -> None:
    peak = Peak(root=1)
    peak.parents = {10: 1, 11: 1, 20: 10, 21: 10}
    peak.peaks = {10: 1024 * 100, 11: 1024 * 120, 20: 1024 * 40, 21: 1024 * 50}
    assert peak.megabytes == 150


def test_only_takes_parts_and_databases() -> None:
    assert names("roster,signin,sqlite") == {"roster", "signin", "sqlite"}
    assert chosen_of(("attempts", "roster"), {"roster", "sqlite"}) == ["roster"]
    assert chosen_of(("attempts", "roster"), {"sqlite"}) == ["attempts", "roster"]
    with pytest.raises(argparse.ArgumentTypeError, match="unknown: rooster"):
        names("rooster")


def test_the_roster_file_is_one_that_can_be_imported_whole() -> None:
    roster = parse_roster(roster_file(2000, first_id=0), filename="a.xlsx")
    assert (len(roster.pupils), roster.problems) == (2000, ())
    assert len({each.student_id for each in roster.pupils}) == 2000
    assert pupil(7, 100_000)[3] == "G440305201500100007"
