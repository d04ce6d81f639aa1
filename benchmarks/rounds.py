"""Rounds of floor and product in turn, so that a busy minute of the machine meets both."""

import json
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from benchmarks.accounting import cpu_seconds
from benchmarks.databases import Databases
from benchmarks.figures import Round, paired_ratio, summarise
from benchmarks.servers import ROOT, Server, environment, gunicorn
from benchmarks.world import QUESTIONS

REQUESTS = QUESTIONS + 3  # open, saves, submit, result
CONCURRENCY = 16


@dataclass(frozen=True)
class Size:
    """How much is measured; the first, unmeasured round warms both servers up."""

    rounds: int
    attempts_per_pupil: int

    @property
    def attempts_per_round(self) -> int:
        return CONCURRENCY * self.attempts_per_pupil

    @property
    def attempts(self) -> int:
        return self.attempts_per_round * (self.rounds + 1)


def make_work(module: str, env: dict[str, str], *arguments: int | str) -> Any:
    """Prepare a database in a process of its own; the work that its rounds have to do."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def measure(server: Server, work: list[dict[str, Any]], database_pid: int | None) -> Round:
    """One round: the client's times, and the CPU of server and database between its ends."""
    roots = [server.pid] if database_pid is None else [server.pid, database_pid]
    job = {"port": server.port, "concurrency": CONCURRENCY, "work": work}
    before = cpu_seconds(roots)
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.client"],
        cwd=ROOT,
        input=json.dumps(job).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    spent = cpu_seconds(roots) - before
    times = json.loads(done.stdout)
    return Round(times["seconds"], spent, times["requests"], times["attempts"])


def compare(databases: Databases, size: Size) -> dict[str, Any]:
    """Product and floor on one kind of database: both summaries, and the ratio of their CPU."""
    product_env = environment("cms.settings.dev", databases.product_url)
    floor_env = environment("benchmarks.floor.settings", databases.floor_url)
    work = {
        "product": make_work("benchmarks.world", product_env, size.attempts),
        "floor": make_work("benchmarks.floor.world", floor_env, size.attempts, REQUESTS),
    }
    rounds: dict[str, list[Round]] = {"floor": [], "product": []}
    disturbed = 0
    with ExitStack() as stack:
        servers = {
            "product": stack.enter_context(gunicorn("cms.wsgi:application", product_env)),
            "floor": stack.enter_context(gunicorn("benchmarks.floor.wsgi:application", floor_env)),
        }
        for number in range(size.rounds + 1):
            first = number * size.attempts_per_round
            for name in rounds:
                share = work[name][first : first + size.attempts_per_round]
                rounds[name].append(measure(servers[name], share, databases.server_pid))
            disturbed += databases.strangers() > 0
    measured = {name: found[1:] for name, found in rounds.items()}
    return {
        "version": databases.version,
        "product": summarise(measured["product"]),
        "floor": summarise(measured["floor"]),
        "ratio": paired_ratio(measured["product"], measured["floor"]),
        "disturbed_rounds": disturbed,
    }
