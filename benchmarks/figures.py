"""From rounds of raw times to the figures that are printed. Pure."""

from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Round:
    """One round of one server. `requests` holds milliseconds by step; `attempts` one each."""

    seconds: float
    cpu_seconds: float
    requests: dict[str, list[float]]
    attempts: list[float]

    @property
    def cpu_ms_per_attempt(self) -> float:
        return 1000 * self.cpu_seconds / len(self.attempts)


def percentile(values: list[float], percent: float) -> float:
    """The percentile by linear interpolation between closest ranks (Hyndman and Fan's type 7).

    Raises ValueError for no values.
    """
    if not values:
        raise ValueError("no values")
    ranked = sorted(values)
    place = (len(ranked) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def all_requests(one: Round) -> list[float]:
    return [value for values in one.requests.values() for value in values]


def median_percentile(samples: list[list[float]], percent: float) -> float:
    """The median over rounds of a percentile within each round."""
    return round(median(percentile(sample, percent) for sample in samples), 2)


def summarise(rounds: list[Round]) -> dict[str, Any]:
    """Medians over rounds: attempts a second, CPU ms an attempt, p50 and p95 in milliseconds."""
    cpu = [one.cpu_ms_per_attempt for one in rounds]
    requests = [all_requests(one) for one in rounds]
    attempts = [one.attempts for one in rounds]
    return {
        "attempts": sum(len(one.attempts) for one in rounds),
        "requests": sum(len(sample) for sample in requests),
        "attempts_per_second": round(median(len(one.attempts) / one.seconds for one in rounds), 2),
        "cpu_ms_per_attempt": round(median(cpu), 2),
        "cpu_ms_per_attempt_lowest": round(min(cpu), 2),
        "cpu_ms_per_attempt_highest": round(max(cpu), 2),
        "request_p50_ms": median_percentile(requests, 50),
        "request_p95_ms": median_percentile(requests, 95),
        "attempt_p50_ms": median_percentile(attempts, 50),
        "attempt_p95_ms": median_percentile(attempts, 95),
        "steps": {
            step: {
                "p50_ms": median_percentile([one.requests[step] for one in rounds], 50),
                "p95_ms": median_percentile([one.requests[step] for one in rounds], 95),
            }
            for step in rounds[0].requests
        },
    }


def paired_ratio(product: list[Round], floor: list[Round]) -> float:
    """The median of product CPU ÷ floor CPU an attempt, each pair taken side by side."""
    pairs = zip(product, floor, strict=True)
    return round(median(a.cpu_ms_per_attempt / b.cpu_ms_per_attempt for a, b in pairs), 2)


COLUMNS = [
    ("attempts/s", "attempts_per_second"),
    ("CPU ms/attempt", "cpu_ms_per_attempt"),
    ("request p50", "request_p50_ms"),
    ("request p95", "request_p95_ms"),
    ("attempt p50", "attempt_p50_ms"),
    ("attempt p95", "attempt_p95_ms"),
]


def table(databases: dict[str, dict[str, Any]]) -> str:
    """The report's figures as lines of text, one for each server on each database."""
    lines = [f"{'':22}" + "".join(f"{title:>16}" for title, _key in COLUMNS)]
    for name, found in databases.items():
        if "skipped" in found:
            lines.append(f"{name:22}SKIPPED: {found['skipped']}")
            continue
        for server in ("product", "floor"):
            cells = "".join(f"{found[server][key]:>16.2f}" for _title, key in COLUMNS)
            lines.append(f"{name + ' ' + server:22}{cells}")
        lines.append(f"{name + ' ratio of CPU':22}{'':16}{found['ratio']:>16.2f}")
    return "\n".join(lines)
