"""`python -m benchmarks [--quick]`: a table, and the same as JSON in var/bench.json."""

import argparse
import json
import os
import platform
import sys
from datetime import UTC, datetime
from typing import Any

import django

from benchmarks.databases import DEFAULT_URL, Unreachable, postgresql_databases, sqlite_files
from benchmarks.figures import table
from benchmarks.rounds import CONCURRENCY, REQUESTS, Size, compare
from benchmarks.servers import ROOT

FULL = Size(rounds=5, attempts_per_pupil=4)
QUICK = Size(rounds=1, attempts_per_pupil=1)
WANTED_RATIO = 3


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one small round: does it run at all")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database alone")
    return parser.parse_args()


def compare_on_postgresql(size: Size) -> dict[str, Any]:
    url = os.environ.get("BENCH_DATABASE_URL", DEFAULT_URL)
    try:
        with postgresql_databases(url) as databases:
            return compare(databases, size)
    except Unreachable as problem:
        say(f"!!!!!!!! SKIPPED: PostgreSQL (BENCH_DATABASE_URL): {problem} !!!!!!!!")
        return {"skipped": str(problem)}


def compare_on_sqlite(size: Size) -> dict[str, Any]:
    with sqlite_files() as databases:
        return compare(databases, size)


def report(databases: dict[str, Any], size: Size) -> dict[str, Any]:
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
        "databases": databases,
    }


def main() -> None:
    chosen = arguments()
    size = QUICK if chosen.quick else FULL
    databases: dict[str, Any] = {}
    for name, run in (("sqlite", compare_on_sqlite), ("postgresql", compare_on_postgresql)):
        if chosen.only in (None, name):
            say(f"== {name}")
            databases[name] = run(size)
    found = report(databases, size)
    text = json.dumps(found, indent=2)
    path = ROOT / "var" / "bench.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    print(text)
    print()
    print(f"{size.rounds} rounds of {size.attempts_per_round} attempts, {CONCURRENCY} at once;")
    print(f"an attempt is {REQUESTS} requests; times in milliseconds, medians over rounds")
    print(table(databases))
    print(f"wanted: a ratio of {WANTED_RATIO} or less")
    if disturbed := sum(one.get("disturbed_rounds", 0) for one in databases.values()):
        say(f"!!!!!!!! others used PostgreSQL in {disturbed} rounds: counted, too !!!!!!!!")


if __name__ == "__main__":
    main()
