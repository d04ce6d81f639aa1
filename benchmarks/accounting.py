"""CPU time from the operating system's own accounting (Linux, /proc)."""

import os
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class ProcessTimes:
    """One process: its parent, and clock ticks of its own and of its children that have ended."""

    parent: int
    own: int
    ended_children: int


def parse_stat(text: str) -> ProcessTimes:
    """Read /proc/<pid>/stat (proc(5)): fields 4 ppid, 14 utime, 15 stime, 16 cutime, 17 cstime.

    Field 2, the command, stands in parentheses and may hold blanks and parentheses itself, so
    counting begins after the last one.
    """
    fields = text.rpartition(")")[2].split()
    utime, stime, cutime, cstime = (int(field) for field in fields[11:15])
    return ProcessTimes(parent=int(fields[1]), own=utime + stime, ended_children=cutime + cstime)


def read_processes() -> dict[int, ProcessTimes]:
    """Every process that can be seen now, by id."""
    processes = {}
    for entry in PROC.iterdir():
        if not entry.name.isdigit():
            continue
        try:
            processes[int(entry.name)] = parse_stat((entry / "stat").read_text())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked; its parent has its time
    return processes


def tree_of(root: int, processes: dict[int, ProcessTimes]) -> set[int]:
    """The ids of a process and of everything that descends from it."""
    found, waiting = set(), [root]
    while waiting:
        pid = waiting.pop()
        if pid in processes and pid not in found:
            found.add(pid)
            waiting += [child for child, times in processes.items() if times.parent == pid]
    return found


def cpu_ticks(roots: list[int], processes: dict[int, ProcessTimes]) -> int:
    """Clock ticks of these process trees, user and system, living and ended members alike.

    A member that ended is counted once, by its parent; one that lives, once, by itself.
    """
    members: set[int] = set()
    for root in roots:
        members |= tree_of(root, processes)
    return sum(processes[pid].own + processes[pid].ended_children for pid in members)


def cpu_seconds(roots: list[int]) -> float:
    """CPU seconds so far of the trees under these process ids."""
    return cpu_ticks(roots, read_processes()) / TICKS_PER_SECOND


def parent_of(pid: int) -> int:
    """The id of a process's parent. Raises FileNotFoundError for one that cannot be seen."""
    return parse_stat((PROC / str(pid) / "stat").read_text()).parent
