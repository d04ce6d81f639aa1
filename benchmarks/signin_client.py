"""Children coming in at a steady rate: a process of its own, whose CPU is not counted.

Reads `{"port": …, "rate": a second, "work": [{"card": …} or {"join": …, "student": …, "pin": …}]}`
from standard input and writes `{"seconds": …, "signins": [ms, …]}` to standard output.

The rate is offered whatever the server does: a child who has to wait for its turn waits from the
moment at which it was to come in, so a server that falls behind cannot hide it.
"""

import json
import sys
import threading
import time
from queue import Empty, SimpleQueue
from typing import Any

from benchmarks.browser import Browser

CHILDREN_AT_ONCE = 64


def come_in(port: int, work: dict[str, str]) -> None:
    """From the first page to the first question. Raises RuntimeError for anything else."""
    browser = Browser(port)
    if "card" in work:
        browser.get(work["card"])
        page = browser.post("/card/start/", {})
    else:
        browser.get(work["join"])
        page = browser.post(work["join"], {"student": work["student"], "pin": work["pin"]})
    browser.close()
    if not browser.path.startswith("/attempts/") or 'name="key"' not in page:
        raise RuntimeError(f"{browser.path} is no attempt")


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Offer the work at the rate; milliseconds of each sign-in, in the order of their ends."""
    began = time.perf_counter() + 0.5
    waiting: SimpleQueue[tuple[float, dict[str, str]]] = SimpleQueue()
    for place, work in enumerate(job["work"]):
        waiting.put((began + place / job["rate"], work))
    times: list[float] = []
    errors: list[str] = []

    def serve() -> None:
        while True:
            try:
                due, work = waiting.get_nowait()
            except Empty:
                return
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                come_in(job["port"], work)
                times.append(1000 * (time.perf_counter() - due))
            except Exception as problem:
                errors.append(str(problem))

    threads = [threading.Thread(target=serve, daemon=True) for _each in range(CHILDREN_AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise SystemExit(f"{len(errors)} of {len(job['work'])} failed; the first: {errors[0]}")
    return {"seconds": time.perf_counter() - began, "signins": times}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
