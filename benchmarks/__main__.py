"""`python -m benchmarks [--quick] [--only …]`: tables, and the same as JSON in var/bench.json."""

import argparse
import json
import os
import platform
import sys
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import django

from benchmarks.databases import (
    DEFAULT_URL,
    Databases,
    Unreachable,
    postgresql_databases,
    sqlite_files,
)
from benchmarks.figures import table
from benchmarks.goals import Figure, goal_table
from benchmarks.roster import measure_rosters
from benchmarks.rounds import CONCURRENCY, REQUESTS, Size, compare
from benchmarks.servers import ROOT
from benchmarks.signin import measure_signins

FULL = Size(rounds=5, attempts_per_pupil=4)
QUICK = Size(rounds=1, attempts_per_pupil=1)
WANTED_RATIO = 3
DATABASES = ("sqlite", "postgresql")
PARTS = ("attempts", "roster", "signin")


@dataclass
class Found:
    """What was measured so far: attempts by database, and the figures that have goals."""

    attempts: dict[str, Any] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def names(text: str) -> set[str]:
    found = set(text.split(","))
    if unknown := found - {*DATABASES, *PARTS}:
        raise argparse.ArgumentTypeError(f"unknown: {', '.join(sorted(unknown))}")
    return found


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small round: does it run at all")
    parser.add_argument(
        "--only",
        type=names,
        default=set(),
        help=f"some of {', '.join((*DATABASES, *PARTS))}, with commas between them",
    )
    return parser.parse_args()


def chosen_of(all_names: tuple[str, ...], only: set[str]) -> list[str]:
    """Those that were asked for; all when none was."""
    return [name for name in all_names if name in only] or list(all_names)


def databases_of(name: str) -> AbstractContextManager[Databases]:
    if name == "sqlite":
        return sqlite_files()
    return postgresql_databases(os.environ.get("BENCH_DATABASE_URL", DEFAULT_URL))


def measure(name: str, part: str, found: Found, *, quick: bool) -> None:
    """One part on one database, in databases of its own."""
    with databases_of(name) as databases:
        if part == "attempts":
            found.attempts[name] = compare(databases, QUICK if quick else FULL)
        elif part == "roster":
            rounds, pupils = (1, 100) if quick else (3, 2000)
            found.figures += measure_rosters(name, databases, rounds=rounds, pupils=pupils)
        else:
            found.figures += measure_signins(name, databases, seconds=3 if quick else 60)


def report(found: Found, size: Size) -> dict[str, Any]:
    """Everything that a later reader needs to judge the figures."""
    return {
        "taken_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "python": platform.python_version(),
            "django": django.get_version(),
            "kernel": platform.release(),
        },
        "pupils_at_once": CONCURRENCY,
        "requests_per_attempt": REQUESTS,
        "rounds": size.rounds,
        "attempts_per_round": size.attempts_per_round,
        "databases": {**found.attempts, **{k: {"skipped": v} for k, v in found.skipped.items()}},
        "figures": [each.as_json() for each in found.figures],
    }


def show(found: Found, size: Size) -> None:
    if databases := report(found, size)["databases"]:
        print(f"{size.rounds} rounds of {size.attempts_per_round} attempts, {CONCURRENCY} at once;")
        print(f"an attempt is {REQUESTS} requests; times in milliseconds, medians over rounds")
        print(table(databases))
        print(f"wanted: a ratio of {WANTED_RATIO} or less")
    if found.figures:
        print(goal_table(found.figures))
    if disturbed := sum(one["disturbed_rounds"] for one in found.attempts.values()):
        say(f"!!!!!!!! others used PostgreSQL in {disturbed} rounds: counted, too !!!!!!!!")


def main() -> None:
    chosen, found = arguments(), Found()
    for name in chosen_of(DATABASES, chosen.only):
        for part in chosen_of(PARTS, chosen.only):
            say(f"== {name}: {part}")
            try:
                measure(name, part, found, quick=chosen.quick)
            except Unreachable as problem:
                say(f"!!!!!!!! SKIPPED: PostgreSQL (BENCH_DATABASE_URL): {problem} !!!!!!!!")
                found.skipped[name] = str(problem)
                break
    size = QUICK if chosen.quick else FULL
    text = json.dumps(report(found, size), indent=2)
    path = ROOT / "var" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    print(text)
    print()
    show(found, size)


if __name__ == "__main__":
    main()
