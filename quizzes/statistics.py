"""Classical test theory: which questions are good, and how far a quiz's result can be trusted.

Pure functions over a people × items matrix of marks. Names and definitions are those of Moodle's
quiz statistics report (https://docs.moodle.org/dev/Quiz_statistics_calculations), so that figures
can be compared: variances divide by n − 1, and a question that was not answered earned nothing.
Percentages are of the maximum; a figure that cannot be told is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from operator import mul, sub
from statistics import median

GROUP_SHARE = 0.27  # T. L. Kelley (1939): the extreme groups that tell items apart best
SAME = 9  # decimals to which two totals are one: marks are added up as floats
NOTHING = 1e-12  # a variance below this is a rounding error


@dataclass(frozen=True)
class Item:
    """A question: its name, the most it gives, and everybody's marks (None: not answered)."""

    name: str
    maximum: float
    marks: Sequence[float | None]


@dataclass(frozen=True)
class ItemFigures:
    """Of one question. Percent, but for `point_biserial` (−1 to 1) and the two counts.

    `upper` and `lower` are the facility among the 27 % with most and with fewest marks in all.
    """

    name: str
    n: int
    answered: int
    facility: float | None = None
    sd: float | None = None
    intended_weight: float | None = None
    effective_weight: float | None = None
    discrimination_index: float | None = None
    discriminative_efficiency: float | None = None
    point_biserial: float | None = None
    upper: float | None = None
    lower: float | None = None


@dataclass(frozen=True)
class TestFigures:
    """Of the whole. Percent, but for `n`, `skewness` and `kurtosis` (of the normal curve: 0)."""

    n: int
    mean: float | None = None
    median: float | None = None
    sd: float | None = None
    skewness: float | None = None
    kurtosis: float | None = None
    internal_consistency: float | None = None
    error_ratio: float | None = None
    standard_error: float | None = None


@dataclass(frozen=True)
class Spread:
    """An item's marks against the rest of the test: what the figures are made of, in marks."""

    variance: float
    rest_variance: float
    covariance: float
    largest_covariance: float
    covariance_with_total: float


def analyse(items: Sequence[Item]) -> tuple[TestFigures, list[ItemFigures]]:
    """The figures of the whole and of each item, in order.

    Every item has a mark (or None) of the same people in the same order. Raises ValueError when
    the columns differ in length.
    """
    columns = [[mark or 0.0 for mark in item.marks] for item in items]
    if len({len(column) for column in columns}) > 1:
        raise ValueError("every item needs a mark, or None, of every person")
    totals = [fsum(person) for person in zip(*columns, strict=True)]
    spreads = [spread_of(column, totals) for column in columns] if len(totals) > 1 else []
    weights = effective_weights([spread.covariance_with_total for spread in spreads])
    full = fsum(item.maximum for item in items)
    groups = extreme_groups(totals)
    figures = []
    for place, (item, column) in enumerate(zip(items, columns, strict=True)):
        spread = spreads[place] if spreads else None
        weight = weights[place] if spreads else None
        figures.append(_item_figures(item, column, full, spread, weight, groups))
    return _test_figures(totals, full, [spread.variance for spread in spreads]), figures


def analyse_item(item: Item, totals: Sequence[float]) -> ItemFigures:
    """The figures of one item over people who met it in tests that may differ.

    `totals` are their marks in all, the item's own among them. There is no effective weight.
    """
    column = [mark or 0.0 for mark in item.marks]
    spread = spread_of(column, totals) if len(column) > 1 else None
    return _item_figures(item, column, 0.0, spread, None, extreme_groups(totals))


def spread_of(marks: Sequence[float], totals: Sequence[float]) -> Spread:
    """Variances and covariances (÷ n − 1) of at least two people's marks with their other marks."""
    degrees = len(marks) - 1
    rest = _deviations(list(map(sub, totals, marks)))
    own = _deviations(marks)
    covariance = sum(map(mul, own, rest)) / degrees
    variance = sum(map(mul, own, own)) / degrees
    return Spread(
        variance=variance,
        rest_variance=sum(map(mul, rest, rest)) / degrees,
        covariance=covariance,
        # The most that these marks could vary together: the best with the best, down to the last.
        largest_covariance=sum(map(mul, sorted(own), sorted(rest))) / degrees,
        covariance_with_total=variance + covariance,
    )


def effective_weights(covariances: Sequence[float]) -> list[float | None]:
    """How much of the whole's spread each item makes, in percent; None for a negative share."""
    roots = [sqrt(max(value, 0)) if value > -NOTHING else None for value in covariances]
    whole = fsum(root for root in roots if root is not None)
    return [None if root is None or not whole else 100 * root / whole for root in roots]


def discrimination(spread: Spread) -> float | None:
    """The discrimination index: the correlation of an item with the other marks, in percent."""
    if min(spread.variance, spread.rest_variance) < NOTHING:
        return None
    return 100 * spread.covariance / sqrt(spread.variance * spread.rest_variance)


def efficiency(spread: Spread) -> float | None:
    """The discriminative efficiency: the covariance as a share of the largest possible one."""
    if abs(spread.largest_covariance) < NOTHING:
        return None
    return 100 * spread.covariance / spread.largest_covariance


def extreme_groups(totals: Sequence[float]) -> tuple[list[float], list[float]] | None:
    """Each person's weight (0 to 1) in the upper and in the lower 27 %; None for one person.

    People with the same total at the border share the places that are left, so that the figures
    do not hang on the order of the rows.
    """
    if len(totals) < 2:
        return None
    size = max(1, round(GROUP_SHARE * len(totals)))
    rounded = [round(total, SAME) for total in totals]
    return _top(rounded, size), _top([-total for total in rounded], size)


def _top(values: list[float], size: int) -> list[float]:
    border = sorted(values, reverse=True)[size - 1]
    above = sum(value > border for value in values)
    share = (size - above) / values.count(border)
    return [1.0 if value > border else share if value == border else 0.0 for value in values]


def _point_biserial(spread: Spread, whole_variance: float) -> float | None:
    if min(spread.variance, whole_variance) < NOTHING:
        return None
    return spread.covariance_with_total / sqrt(spread.variance * whole_variance)


def _item_figures(
    item: Item,
    marks: list[float],
    full: float,
    spread: Spread | None,
    weight: float | None,
    groups: tuple[list[float], list[float]] | None,
) -> ItemFigures:
    def percent(value: float | None) -> float | None:
        return None if value is None or not item.maximum else 100 * value / item.maximum

    upper, lower = (_mean(marks, group) for group in groups) if groups else (None, None)
    variance_of_whole = _variance_of_whole(spread) if spread else 0.0
    return ItemFigures(
        name=item.name,
        n=len(marks),
        answered=sum(mark is not None for mark in item.marks),
        facility=percent(_mean(marks)),
        sd=percent(sqrt(spread.variance)) if spread else None,
        intended_weight=100 * item.maximum / full if full else None,
        effective_weight=weight,
        discrimination_index=discrimination(spread) if spread else None,
        discriminative_efficiency=efficiency(spread) if spread else None,
        point_biserial=_point_biserial(spread, variance_of_whole) if spread else None,
        upper=percent(upper),
        lower=percent(lower),
    )


def _variance_of_whole(spread: Spread) -> float:
    return spread.variance + spread.rest_variance + 2 * spread.covariance


def _mean(marks: Sequence[float], weights: Sequence[float] | None = None) -> float | None:
    if not marks:
        return None
    if weights is None:
        return fsum(marks) / len(marks)
    return fsum(map(mul, marks, weights)) / fsum(weights)


def _test_figures(totals: list[float], full: float, variances: list[float]) -> TestFigures:
    """The central moments, and Cronbach's alpha (internal consistency) with what follows from it.

    Skewness and kurtosis are the ratios of Fisher's k-statistics k3 / k2^1.5 and k4 / k2².
    """
    n = len(totals)
    if not n or not full:
        return TestFigures(n)
    scale = 100 / full
    mean, middle = fsum(totals) / n * scale, median(totals) * scale
    if n < 2:
        return TestFigures(n, mean, middle)
    apart = _deviations(totals)
    squares = [value * value for value in apart]
    k2 = fsum(squares) / (n - 1)
    sd = sqrt(k2) * scale
    if k2 < NOTHING or n < 3:
        return TestFigures(n, mean, middle, sd)
    k3 = n * fsum(map(mul, squares, apart)) / ((n - 1) * (n - 2))
    alpha = _alpha(k2, variances)
    error = sqrt(max(1 - alpha, 0)) if alpha is not None else None
    return TestFigures(
        n=n,
        mean=mean,
        median=middle,
        sd=sd,
        skewness=k3 / k2**1.5,
        kurtosis=_kurtosis(squares, k2),
        internal_consistency=None if alpha is None else 100 * alpha,
        error_ratio=None if error is None else 100 * error,
        standard_error=None if error is None else error * sd,
    )


def _alpha(variance: float, variances: list[float]) -> float | None:
    """L. J. Cronbach (1951): p / (p − 1) × (1 − the items' variances ÷ the whole's)."""
    p = len(variances)
    return None if p < 2 else p / (p - 1) * (1 - fsum(variances) / variance)


def _kurtosis(squares: list[float], k2: float) -> float | None:
    n = len(squares)
    if n < 4:
        return None
    m2, m4 = fsum(squares) / n, fsum(map(mul, squares, squares)) / n
    k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
    return k4 / k2**2


def _deviations(values: Sequence[float]) -> list[float]:
    mean = fsum(values) / len(values)
    return [value - mean for value in values]
