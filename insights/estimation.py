"""From measured classes to a rate and its range. Pure: numbers in, numbers out.

A class is a cluster. Its people give pairs (hits, trials): for the attainment rate (1 or 0, 1), for
the awareness rate (right answers, answers). The rate is a ratio of sums, R = Σy / Σx.

Source: W. G. Cochran, Sampling Techniques, 3rd ed. (Wiley 1977): chapter 6 (ratio estimates and
their variance), 9A (clusters of unequal size) and 11 (subsampling clusters of unequal size); the
same two-stage estimator is in S. Lohr, Sampling: Design and Analysis, chapter 5.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Self

from insights.choices import Certainty

CONFIDENCE = 0.95
ROUNDING = 1e-12  # a variance below this is none at all, up to floating point
# The 97.5 % points of Student's t with 1 to 10 degrees of freedom, from any table.
T_TABLE = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)


@dataclass(frozen=True)
class Cluster:
    """One measured class: people on its roster, people measured, and sums over their pairs."""

    roster: int
    measured: int
    hits: int
    trials: int
    hits_squared: int
    hits_trials: int
    trials_squared: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]], *, roster: int) -> Self:
        """From each measured person's (hits, trials)."""
        listed = list(pairs)
        return cls(
            roster=max(roster, len(listed)),
            measured=len(listed),
            hits=sum(y for y, _x in listed),
            trials=sum(x for _y, x in listed),
            hits_squared=sum(y * y for y, _x in listed),
            hits_trials=sum(y * x for y, x in listed),
            trials_squared=sum(x * x for _y, x in listed),
        )

    def residual(self, rate: float) -> float:
        """Σ(y − R·x) over the people measured."""
        return self.hits - rate * self.trials

    def residual_variance(self, rate: float) -> float:
        """s² of y − R·x between the people measured; of a single one, at most R(1 − R)·x²."""
        if self.measured < 2:
            return rate * (1 - rate) * self.trials_squared
        squares = (
            self.hits_squared - 2 * rate * self.hits_trials + rate * rate * self.trials_squared
        )
        mean_square = self.residual(rate) ** 2 / self.measured
        return max(0.0, (squares - mean_square) / (self.measured - 1))


@dataclass(frozen=True)
class Estimate:
    """A rate and its range, shares from 0 to 1; None where there is none."""

    rate: float | None
    low: float | None
    high: float | None
    certainty: Certainty


def t_quantile(degrees: int) -> float:
    """The 97.5 % point of Student's t; above 10 degrees by Abramowitz & Stegun 26.7.5."""
    if degrees <= len(T_TABLE):
        return T_TABLE[degrees - 1]
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    return (
        z
        + (z**3 + z) / (4 * degrees)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * degrees**3)
    )


def ratio_variance(clusters: Sequence[Cluster], *, total_clusters: int) -> float:
    """The variance of R = Σy/Σx over m ≥ 2 measured of M classes, with f = m/M and x̄ = Σx/m.

    v(R) = 1/x̄² · [ (1 − f)/m · Σe²/(m − 1)  +  1/(mM) · Σ n(1 − n/N)·s² ], where e is a class's
    Σ(y − Rx) over the people measured and s² the variance of y − Rx between them. The first term
    is the spread between classes, with the finite population correction. The second is the second
    stage: n of a class's N people were measured, taken as if drawn by chance; it vanishes only
    when nobody is missing. No formula sees how the absent differ from those present, so pages
    also tell how many are missing.
    """
    m = len(clusters)
    rate = sum(c.hits for c in clusters) / sum(c.trials for c in clusters)
    mean_trials = sum(c.trials for c in clusters) / m
    between = sum(c.residual(rate) ** 2 for c in clusters) / (m - 1)
    within = sum(
        c.measured * (1 - c.measured / c.roster) * c.residual_variance(rate) for c in clusters
    )
    between_term = (1 - m / total_clusters) * between / m
    return (between_term + within / (m * total_clusters)) / mean_trials**2


def possible_range(rate: float, *, measured: int, people: int) -> tuple[float, float]:
    """How far the rate of all could be from that of the measured: all the missing wrong, or right.

    Exact for the attainment rate; for the awareness rate it takes the missing to answer as many
    questions as the others did.
    """
    share = measured / people
    return rate * share, rate * share + 1 - share


def ratio_interval(
    clusters: Sequence[Cluster], *, total_clusters: int, total_people: int
) -> Estimate:
    """The rate of a unit of `total_clusters` classes and `total_people`, from its measured classes.

    The range is R ± t·√v with m − 1 degrees of freedom, never wider than what is possible at all
    (`possible_range`), which also stands in for it when no spread is seen. A unit of one class is a
    count. Raises ValueError when a cluster is unmeasured or more are measured than there are.
    """
    m, measured = len(clusters), sum(c.measured for c in clusters)
    if m > total_clusters or measured > total_people or any(c.measured < 1 for c in clusters):
        raise ValueError("more measured than there are, or a class without anybody measured")
    trials = sum(c.trials for c in clusters)
    if trials == 0:
        return Estimate(None, None, None, Certainty.NOTHING)
    rate = sum(c.hits for c in clusters) / trials
    if measured == total_people and total_clusters > 1:
        return Estimate(rate, rate, rate, Certainty.CENSUS)
    if total_clusters == 1:
        return Estimate(rate, None, None, Certainty.COUNT)
    if m < 2:
        return Estimate(rate, None, None, Certainty.ONE_CLASS)
    least, most = possible_range(rate, measured=measured, people=total_people)
    variance = ratio_variance(clusters, total_clusters=total_clusters)
    if variance < ROUNDING:
        return Estimate(rate, least, most, Certainty.BOUNDS)
    reach = t_quantile(m - 1) * sqrt(variance)
    return Estimate(rate, max(least, rate - reach), min(most, rate + reach), Certainty.INTERVAL)
