"""How long a child waits for the first question while a school comes in, by card and by PIN."""

import json
import subprocess
import sys
from typing import Any

from benchmarks.accounting import cpu_seconds
from benchmarks.databases import Databases
from benchmarks.figures import percentile
from benchmarks.goals import Figure
from benchmarks.rounds import make_work
from benchmarks.servers import ROOT, environment, gunicorn

CARDS_A_SECOND, PINS_A_SECOND = 15, 10
P95_SECONDS = 1
WARMING_UP = 8


def offer(port: int, rate: float, work: list[dict[str, str]]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.signin_client"],
        cwd=ROOT,
        input=json.dumps({"port": port, "rate": rate, "work": work}).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure_signins(name: str, databases: Databases, *, seconds: int) -> list[Figure]:
    """Fifteen cards a second for so long, then ten PINs a second; whole sign-ins, in seconds."""
    env = environment("cms.settings.dev", databases.product_url)
    counts = [CARDS_A_SECOND * seconds + WARMING_UP, PINS_A_SECOND * seconds + WARMING_UP]
    work = make_work("benchmarks.signin_world", env, *counts)
    figures = []
    with gunicorn("cms.wsgi:application", env) as server:
        roots = [server.pid, *([databases.server_pid] if databases.server_pid else [])]
        for kind, rate in (("cards", CARDS_A_SECOND), ("pins", PINS_A_SECOND)):
            offer(server.port, rate, work[kind][:WARMING_UP])
            before = cpu_seconds(roots)
            found = offer(server.port, rate, work[kind][WARMING_UP:])
            spent, times = cpu_seconds(roots) - before, found["signins"]
            what = f"{len(times)} {kind} at {rate}/s: "
            p50, p95 = (percentile(times, percent) / 1000 for percent in (50, 95))
            figures += [
                Figure(f"{what}p50", name, p50, "s"),
                Figure(f"{what}p95", name, p95, "s", P95_SECONDS),
                Figure(f"{what}CPU each", name, 1000 * spent / len(times), "ms"),
            ]
    return figures
