"""The estimator against sums by hand, against the jackknife, and against repeated drawing."""

import random
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insights.choices import Certainty
from insights.estimation import (
    Cluster,
    Estimate,
    possible_range,
    ratio_interval,
    ratio_variance,
    t_quantile,
)


def census_of(hits: int, size: int) -> Cluster:
    """A class of `size`, all measured, of whom `hits` attained."""
    return Cluster.of([(1, 1)] * hits + [(0, 1)] * (size - hits), roster=size)


def test_three_of_ten_classes_by_hand() -> None:
    # y = 32, 20, 28 of x = 40, 30, 40: R = 80/110 = 8/11; e = y - Rx = 32/11, -20/11, -12/11;
    # sum of e squared = (1024 + 400 + 144)/121 = 1568/121; the mean of x is 110/3;
    # v = (1 - 3/10)/3 * (1568/121)/2 / (110/3)^2
    clusters = [census_of(32, 40), census_of(20, 30), census_of(28, 40)]
    by_hand = Fraction(7, 30) * Fraction(1568, 242) / Fraction(110, 3) ** 2
    assert ratio_variance(clusters, total_clusters=10) == pytest.approx(float(by_hand))
    # 4.30265 is t with two degrees of freedom: 8/11 - 4.30265 * 0.033534 = 0.58299
    found = ratio_interval(clusters, total_clusters=10, total_people=370)
    assert found.rate == pytest.approx(8 / 11)
    assert found.low == pytest.approx(0.58299, abs=1e-4)
    assert found.high == pytest.approx(0.87156, abs=1e-4)
    assert found.certainty == Certainty.INTERVAL


def test_people_missing_in_every_class_by_hand() -> None:
    # Both classes were measured, so f = 1 and only the second stage is left: n = 5 of N = 10 each,
    # y = 4 and 2, R = 3/5. s^2 = p(1 - p) * 5/4 = 1/5 and 3/10;
    # v = 1/(2*2) * [5 * 1/2 * 1/5 + 5 * 1/2 * 3/10] / 5^2 = 1/4 * 5/4 / 25 = 1/80
    clusters = [
        Cluster.of([(1, 1)] * 4 + [(0, 1)], roster=10),
        Cluster.of([(1, 1)] * 2 + [(0, 1)] * 3, roster=10),
    ]
    assert ratio_variance(clusters, total_clusters=2) == pytest.approx(1 / 80)


def test_right_answers_vary_by_person_not_by_answer() -> None:
    # One class, pairs (right, answered) = (10, 10) and (2, 10), R = 0.6: residuals 4 and -4.
    cluster = Cluster.of([(10, 10), (2, 10)], roster=4)
    assert cluster.residual(0.6) == pytest.approx(0)
    assert cluster.residual_variance(0.6) == pytest.approx(32)


def test_one_person_is_given_the_largest_variance() -> None:
    assert Cluster.of([(1, 1)], roster=3).residual_variance(0.8) == pytest.approx(0.16)


def test_everybody_measured_is_a_point() -> None:
    found = ratio_interval([census_of(8, 10), census_of(10, 10)], total_clusters=2, total_people=20)
    assert found == Estimate(0.9, 0.9, 0.9, Certainty.CENSUS)


def test_one_class_of_several_has_no_range() -> None:
    found = ratio_interval([census_of(8, 10)], total_clusters=2, total_people=20)
    assert found == Estimate(0.8, None, None, Certainty.ONE_CLASS)


def test_a_unit_of_one_class_is_a_count() -> None:
    cluster = Cluster.of([(1, 1), (0, 1)], roster=4)
    found = ratio_interval([cluster], total_clusters=1, total_people=4)
    assert found == Estimate(0.5, None, None, Certainty.COUNT)


def test_classes_that_do_not_differ_leave_what_is_possible() -> None:
    clusters = [census_of(3, 10)] * 3
    found = ratio_interval(clusters, total_clusters=4, total_people=40)
    assert found.certainty == Certainty.BOUNDS
    assert (found.low, found.high) == (pytest.approx(9 / 40), pytest.approx(19 / 40))


def test_the_range_is_never_wider_than_what_is_possible() -> None:
    # Two of two classes with one person missing: t with one degree of freedom alone would give 0-1.
    clusters = [Cluster.of([(1, 1)] * 8 + [(0, 1)], roster=10), census_of(9, 10)]
    found = ratio_interval(clusters, total_clusters=2, total_people=20)
    assert (found.low, found.high) == (pytest.approx(17 / 20), pytest.approx(18 / 20))


@pytest.mark.parametrize("clusters", [[], [Cluster.of([(0, 0)], roster=5)]])
def test_without_answers_there_is_no_rate(clusters: list[Cluster]) -> None:
    found = ratio_interval(clusters, total_clusters=3, total_people=90)
    assert found == Estimate(None, None, None, Certainty.NOTHING)


@pytest.mark.parametrize(
    ("clusters", "total_clusters", "total_people"),
    [
        ([census_of(1, 2)] * 3, 2, 10),
        ([census_of(1, 2)] * 3, 3, 5),
        ([Cluster.of([], roster=5)], 2, 10),
    ],
)
def test_impossible_totals_are_refused(
    clusters: list[Cluster], total_clusters: int, total_people: int
) -> None:
    with pytest.raises(ValueError, match="more measured"):
        ratio_interval(clusters, total_clusters=total_clusters, total_people=total_people)


@pytest.mark.parametrize(
    ("degrees", "printed"),
    [(1, 12.7062), (2, 4.30265), (5, 2.57058), (10, 2.22814), (11, 2.20099), (12, 2.17881),
     (20, 2.08596), (30, 2.04227), (60, 2.00030), (120, 1.97993)],
)  # fmt: skip
def test_t_quantile_is_that_of_the_printed_tables(degrees: int, printed: float) -> None:
    assert t_quantile(degrees) == pytest.approx(printed, abs=2e-4)


def test_t_quantile_tends_to_the_normal() -> None:
    assert t_quantile(10**6) == pytest.approx(NormalDist().inv_cdf(0.975), abs=1e-5)


def test_possible_range_by_hand() -> None:
    assert possible_range(0.9, measured=30, people=40) == (
        pytest.approx(27 / 40),
        pytest.approx(37 / 40),
    )


pairs = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)).map(sorted), min_size=1)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(pairs, st.integers(0, 5)), max_size=6), st.integers(0, 4))
def test_the_range_always_holds_the_rate(
    classes: list[tuple[list[tuple[int, int]], int]], unmeasured: int
) -> None:
    clusters = [Cluster.of(found, roster=len(found) + more) for found, more in classes]
    found = ratio_interval(
        clusters,
        total_clusters=len(clusters) + unmeasured,
        total_people=sum(c.roster for c in clusters) + 9 * unmeasured,
    )
    if found.low is not None:
        assert found.rate is not None
        assert found.high is not None
        assert -1e-9 <= found.low <= found.rate + 1e-9
        assert found.rate - 1e-9 <= found.high <= 1 + 1e-9


def make_population(rng: random.Random, classes: int = 40) -> list[list[int]]:
    """Classes of 25 to 50 pupils whose chance to attain differs from class to class."""
    population = []
    for _each in range(classes):
        chance = min(max(rng.gauss(0.75, 0.12), 0.05), 0.98)
        population.append([int(rng.random() < chance) for _p in range(rng.randint(25, 50))])
    return population


def draw(population: list[list[int]], m: int, share: float, rng: random.Random) -> list[Cluster]:
    """Whole classes by chance, and in each of them a share of the pupils by chance."""
    clusters = []
    for pupils in rng.sample(population, m):
        seen = rng.sample(pupils, max(1, round(share * len(pupils))))
        clusters.append(Cluster.of([(y, 1) for y in seen], roster=len(pupils)))
    return clusters


def test_the_variance_is_that_of_the_jackknife_over_classes() -> None:
    rng = random.Random(7)
    clusters = draw(make_population(rng), 15, 1.0, rng)
    without = [
        sum(c.hits for c in clusters if c is not out)
        / sum(c.trials for c in clusters if c is not out)
        for out in clusters
    ]
    rate = sum(c.hits for c in clusters) / sum(c.trials for c in clusters)
    jackknife = (1 - 15 / 40) * 14 / 15 * sum((each - rate) ** 2 for each in without)
    assert ratio_variance(clusters, total_clusters=40) == pytest.approx(jackknife, rel=0.1)


@pytest.mark.parametrize(("m", "share"), [(6, 1.0), (15, 1.0), (15, 0.6), (40, 0.6)])
def test_95_of_100_ranges_hold_the_truth(m: int, share: float) -> None:
    rng = random.Random(20261123)
    population = make_population(rng)
    people = sum(len(pupils) for pupils in population)
    truth = sum(map(sum, population)) / people
    rates, variances, held = [], [], 0
    for _draw in range(600):
        clusters = draw(population, m, share, rng)
        found = ratio_interval(clusters, total_clusters=40, total_people=people)
        assert found.rate is not None
        assert found.low is not None
        assert found.high is not None
        rates.append(found.rate)
        variances.append(ratio_variance(clusters, total_clusters=40))
        held += found.low <= truth <= found.high
    mean = sum(rates) / len(rates)
    seen = sqrt(sum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1))
    assert sqrt(sum(variances) / len(variances)) == pytest.approx(seen, rel=0.1)
    assert 0.92 <= held / 600 <= 0.98
