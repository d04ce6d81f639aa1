"""Item statistics against the figures that Moodle publishes, and at the edges."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.matrix import read_matrix
from quizzes.statistics import Item, analyse, extreme_groups

DATA = Path(__file__).parents[1] / "data" / "statistics"

# tests/statistics_test.php: facility × 100, sd × 1000 in marks; the rest in percent.
STATES = {
    "facility": [
        0, 0, 0, 0, None, None, None, 41.19318182, 81.36363636, 71.36363636, 65.45454545,
        65.90909091, 36.36363636, 59.09090909, 50, 59.09090909, 63.63636364, 45.45454545,
        27.27272727, 50,
    ],
    "effective_weight": [
        0, 0, 0, 0, 0, 0, 0, 26.58464457, 3.368456046, 3.253955259, 7.584083694, 3.79658376,
        3.183278505, 4.532356904, 7.78856243, 10.08351572, 8.381139345, 8.727645713, 7.946277111,
        4.769500946,
    ],
    "discrimination_index": [
        None, None, None, None, None, None, None, 25.88327077, 1.170256965, -4.207816809,
        28.16930644, -2.513606859, -12.99017581, -8.900638238, 8.670004606, 29.63337745,
        15.18945843, 16.21079629, 15.52451404, -8.396734802,
    ],
    "discriminative_efficiency": [
        None, None, None, None, None, None, None, 27.23492723, 1.382386552, -4.691171307,
        31.12404354, -2.877487579, -17.5074184, -10.27568922, 10.86956522, 34.58997279,
        17.4790556, 20.14359793, 22.06477733, -10,
    ],
}  # fmt: skip
STATES_SD = [
    0, 0, 0, 0, None, None, None, 1912.733589, 251.2738111, 322.6312277, 333.4199022, 337.5811591,
    492.3659639, 503.2362797, 511.7663157, 503.2362797, 492.3659639, 509.6471914, 455.8423058,
    511.7663157,
]  # fmt: skip
# tests/fixtures/qstats00.csv, with facility and sd as fractions of the one mark.
QUIZ00 = {
    "facility": [0.704, 0.48, 0.973333332, 0.68, 0.52, 0.64, 0.62],
    "sd": [
        0.4513682901, 0.5099019514, 0.13333334, 0.4760952286, 0.3055050463, 0.4898979486,
        0.331662479,
    ],
    "effective_weight": [
        21.2922742344, 18.8979800309, 4.443012573, 18.9347251357, 11.1450138688, 9.8081339177,
        15.4788602394,
    ],
    "discrimination_index": [
        -7.0650767526, -28.8982125772, -9.1230674268, -22.6306444113, -17.6997047674,
        -45.3785178421, -5.6543166602,
    ],
    "discriminative_efficiency": [
        -9.4550536967, -36.7834118938, -21.6545012165, -31.4411395613, -21.1794802584,
        -56.9365974439, -6.5043742058,
    ],
}  # fmt: skip


def load(name: str) -> list[Item]:
    lines = (DATA / name).read_text().splitlines()
    return read_matrix(tuple(line.split(",")) for line in lines)


def assert_equal(figure: float | None, expected: float | None) -> None:
    """To the digits that were published."""
    if figure is None or expected is None:
        assert figure is expected
    else:
        assert figure == pytest.approx(expected, rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("key", STATES)
def test_items_of_the_published_states(key: str) -> None:
    _test, items = analyse(load("moodle-states.csv"))
    for item, expected in zip(items, STATES[key], strict=True):
        assert_equal(getattr(item, key), expected)


def test_deviations_of_the_published_states() -> None:
    items = load("moodle-states.csv")
    for item, figures, expected in zip(items, analyse(items)[1], STATES_SD, strict=True):
        in_marks = None if figures.sd is None else figures.sd * item.maximum * 10
        assert_equal(in_marks, expected)


@pytest.mark.parametrize("key", QUIZ00)
def test_items_of_the_published_quiz(key: str) -> None:
    scale = 100 if key in ("facility", "sd") else 1
    _test, items = analyse(load("moodle-quiz00.csv"))
    found = [getattr(item, key) / scale for item in items]
    assert found == pytest.approx(QUIZ00[key], rel=1e-7)


def test_the_whole_of_the_published_quiz() -> None:
    """Seven questions of a mark each; Moodle's own test has marks where its report has percent."""
    whole, items = analyse(load("moodle-quiz00.csv"))
    assert whole.n == 25
    in_marks = [figure / 100 * 7 for figure in (whole.mean, whole.median, whole.sd)]  # type: ignore[operator]
    assert in_marks == pytest.approx([4.617333332, 4.5, 0.8117265554], rel=1e-8)
    assert whole.skewness == pytest.approx(-0.092502502, rel=1e-8)
    assert whole.kurtosis == pytest.approx(-0.7073968557, rel=1e-9)
    assert whole.internal_consistency == pytest.approx(-87.2230935542, rel=1e-9)
    assert whole.error_ratio == pytest.approx(136.8294900795, rel=1e-9)
    assert whole.standard_error / 100 * 7 == pytest.approx(1.1106813066, rel=1e-9)  # type: ignore[operator]
    assert [item.intended_weight for item in items] == pytest.approx([100 / 7] * 7)


def test_a_question_not_answered_earned_nothing_and_is_counted() -> None:
    _whole, [first, _second] = analyse([Item("a", 1, [1, None]), Item("b", 1, [1, 0])])
    assert (first.n, first.answered, first.facility) == (2, 1, 50.0)


def test_nothing_can_be_told_of_nobody_or_of_one_person() -> None:
    nobody, [empty] = analyse([Item("a", 1, [])])
    assert (nobody.n, nobody.mean, empty.facility) == (0, None, None)
    alone, [one, other] = analyse([Item("a", 1, [1]), Item("b", 1, [0])])
    assert (alone.mean, alone.median, alone.sd, alone.internal_consistency) == (50, 50, None, None)
    assert (one.facility, one.sd, one.effective_weight, one.upper) == (100, None, None, None)
    assert analyse([])[0].n == 0


def test_nothing_can_be_told_where_nothing_varies() -> None:
    whole, [item, _other] = analyse([Item("a", 1, [0.3] * 5), Item("b", 1, [0.1] * 5)])
    assert (whole.sd, whole.skewness, whole.internal_consistency) == (pytest.approx(0), None, None)
    assert (item.discrimination_index, item.point_biserial, item.effective_weight) == (None,) * 3
    assert (item.upper, item.lower) == pytest.approx((30, 30))


def test_one_question_has_no_consistency() -> None:
    whole, [item] = analyse([Item("a", 2, [0, 1, 2, 2])])
    assert (whole.internal_consistency, whole.standard_error) == (None, None)
    assert (item.discrimination_index, item.point_biserial) == (None, pytest.approx(1))


def test_a_question_against_the_others_has_no_effective_weight() -> None:
    right = Item("a", 3, [3, 2, 1, 0])
    _whole, [first, second] = analyse([right, Item("b", 1, [0, 0, 1, 1])])
    assert first.effective_weight == pytest.approx(100)
    assert second.effective_weight is None
    assert second.discrimination_index == pytest.approx(-89.4427190999916)


def test_the_extreme_groups_share_the_places_at_a_border() -> None:
    # 27 % of 8 people are two: one has 4, and the three with 3 share the other place.
    upper, lower = extreme_groups([4, 3, 3, 3, 1, 1, 0, 0])  # type: ignore[misc]
    assert upper == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0, 0, 0, 0])
    assert lower == [0, 0, 0, 0, 0, 0, 1, 1]
    _whole, [item] = analyse([Item("a", 1, [1, 1, 0, 0, 0, 0, 0, 0])])
    assert (item.upper, item.lower) == (100, 0)


def test_columns_of_different_length_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="every person"):
        analyse([Item("a", 1, [1]), Item("b", 1, [1, 0])])


@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0])] * 3), min_size=0, max_size=12))
def test_figures_stay_within_their_bounds(rows: list[tuple[float, ...]]) -> None:
    items = [Item(str(place), 1, [row[place] for row in rows]) for place in range(3)]
    whole, figures = analyse(items)
    assert whole.internal_consistency is None or whole.internal_consistency <= 100 + 1e-6
    for item in figures:
        assert item.facility is None or 0 <= item.facility <= 100
        assert item.discrimination_index is None or abs(item.discrimination_index) <= 100 + 1e-6
        assert item.point_biserial is None or abs(item.point_biserial) <= 1 + 1e-9
