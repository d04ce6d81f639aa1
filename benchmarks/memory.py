"""The most memory that a server's processes held at once, short-lived ones included (Linux)."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from benchmarks.accounting import PROC, read_processes, tree_of

PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
EVERY_SECONDS = 0.02


class Peak:
    """`megabytes`: the peak of a worker and of the largest process that it started, together.

    Shared pages are counted in each, so it is an upper bound.
    """

    def __init__(self, root: int) -> None:
        self.root = root
        self.peaks: dict[int, int] = {}
        self.parents: dict[int, int] = {}

    def look(self) -> None:
        processes = read_processes()
        for pid in tree_of(self.root, processes) - {self.root}:
            with suppress(FileNotFoundError, ProcessLookupError):
                found = PEAK.search((PROC / str(pid) / "status").read_text())
                self.peaks[pid] = max(self.peaks.get(pid, 0), int(found[1]) if found else 0)
                self.parents[pid] = processes[pid].parent

    @property
    def megabytes(self) -> float:
        return max(self._with_child(pid) for pid in self.workers) / 1024

    @property
    def workers(self) -> list[int]:
        return [pid for pid, parent in self.parents.items() if parent == self.root]

    def _with_child(self, worker: int) -> int:
        children = [self.peaks[pid] for pid, parent in self.parents.items() if parent == worker]
        return self.peaks[worker] + max(children, default=0)


@contextmanager
def watch(root: int) -> Iterator[Peak]:
    """Look at the processes below `root` again and again within this block."""
    peak, is_over = Peak(root), threading.Event()

    def run() -> None:
        while not is_over.wait(EVERY_SECONDS):
            peak.look()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield peak
    finally:
        is_over.set()
        thread.join()
        peak.look()
