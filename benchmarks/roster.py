"""A school's roster through the browser: upload and preview, confirm; time and memory."""

import re
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.accounting import cpu_seconds
from benchmarks.browser import Browser
from benchmarks.databases import Databases
from benchmarks.goals import Figure
from benchmarks.memory import watch
from benchmarks.rounds import make_work
from benchmarks.servers import Server, environment, gunicorn

SEEN = re.compile(r'name="seen" value="(\w{64})"')
PREVIEW_SECONDS, COMMIT_SECONDS, MEGABYTES = 5, 10, 300


@dataclass(frozen=True)
class Import:
    """One import: seconds until the preview stood, and from the click until the report stood."""

    preview: float
    commit: float
    cpu: float


def import_one(server: Server, work: dict[str, Any], roots: list[int]) -> Import:
    """Upload, look, confirm. Raises RuntimeError when the preview cannot be confirmed."""
    name, _equals, key = work["cookie"].partition("=")
    browser = Browser(server.port, {name: key})
    browser.get(work["page"])
    content, before = Path(work["file"]).read_bytes(), cpu_seconds(roots)
    began = time.perf_counter()
    preview = browser.upload(work["page"], "file", content)
    looked = time.perf_counter()
    seen = SEEN.search(preview)
    if seen is None:
        raise RuntimeError(f"{browser.path} shows no preview to confirm")
    sent = time.perf_counter()
    browser.post(browser.path, {"action": "confirm", "seen": seen[1]})
    done = time.perf_counter()
    browser.close()
    return Import(looked - began, done - sent, cpu_seconds(roots) - before)


def measure_rosters(name: str, databases: Databases, *, rounds: int, pupils: int) -> list[Figure]:
    """Medians over rounds, each with a school and a file of its own; the first warms up."""
    env = environment("cms.settings.dev", databases.product_url)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        work = make_work("benchmarks.roster_world", env, rounds + 1, pupils, folder)
        with gunicorn("cms.wsgi:application", env) as server:
            roots = [server.pid, *([databases.server_pid] if databases.server_pid else [])]
            with watch(server.pid) as peak:
                imports = [import_one(server, each, roots) for each in work][1:]
    what = f"roster of {pupils}: "
    return [
        Figure(f"{what}preview", name, median(i.preview for i in imports), "s", PREVIEW_SECONDS),
        Figure(f"{what}commit", name, median(i.commit for i in imports), "s", COMMIT_SECONDS),
        Figure(f"{what}peak memory", name, peak.megabytes, "MB", MEGABYTES),
        Figure(f"{what}CPU of both", name, median(i.cpu for i in imports), "s"),
    ]
