from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from quizzes.kinds import InvalidAnswer, multiple
from tests.quizzes.kinds.specs import multiple_spec


def test_normalise_sorts_and_drops_repeats() -> None:
    assert multiple.normalise(multiple_spec(), ["c", "a", "c"]) == ["a", "c"]


@pytest.mark.parametrize(
    ("answer", "earned"),
    [(["a", "c"], 1), (["a"], 0), (["a", "b", "c"], 0), (["b"], 0), (["a", "b", "c", "d"], 0)],
)
def test_all_or_nothing(answer: list[str], earned: int) -> None:
    assert multiple.fraction(multiple_spec(), answer) == Decimal(earned)


@pytest.mark.parametrize(
    ("right", "answer", "earned"),
    [
        (["a", "c"], ["a", "c"], "1.0000"),
        (["a", "c"], ["a"], "0.5000"),
        (["a", "c"], ["a", "b", "c"], "0.5000"),
        (["a", "c"], ["a", "b"], "0.0000"),
        (["a", "c"], ["b", "d"], "0.0000"),
        (["a", "b", "c"], ["a"], "0.3333"),
        (["a", "b", "c"], ["a", "b"], "0.6667"),
        (["a", "b", "c", "d"], ["a", "b", "c", "d"], "1.0000"),
    ],
)
def test_partial(right: list[str], answer: list[str], earned: str) -> None:
    spec = multiple_spec(answer={"keys": right}, rule="partial")
    assert str(multiple.fraction(spec, answer)) == earned


def test_a_spec_without_rule_is_all_or_nothing() -> None:
    spec = multiple_spec()
    del spec["rule"]
    assert multiple.fraction(spec, ["a"]) == Decimal(0)
    assert multiple.validate_spec(spec) == []


def test_summary_follows_the_order_of_the_options() -> None:
    with translation.override("en"):
        assert multiple.summary(multiple_spec(), ["c", "a"]) == "A. 选项a; C. 选项c"
        assert multiple.summary(multiple_spec(), None) == "No answer"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"answer": {"keys": ["a"]}}, []),
        ({"rule": "partial"}, []),
        ({"rule": "half"}, ["The marking rule is unknown."]),
        ({"rule": []}, ["The marking rule is unknown."]),
        ({"answer": {"keys": ["a", "a"]}}, ["The right answer names an option twice."]),
        ({"answer": {"keys": []}}, ["No option is marked as right."]),
        ({"answer": {"keys": ["a", "z"]}}, ["The right answer is not among the options."]),
    ],
)
def test_validate_spec(changes: dict[str, Any], problems: list[str]) -> None:
    with translation.override("en"):
        assert multiple.validate_spec(multiple_spec(**changes)) == problems


def test_public_does_not_tell_how_many_are_right() -> None:
    assert "rule" not in multiple.public(multiple_spec(rule="partial"))


def test_a_string_is_no_multiple_answer() -> None:
    with pytest.raises(InvalidAnswer):
        multiple.normalise(multiple_spec(), "a")


@pytest.mark.parametrize(
    ("values", "answer"), [([], None), ([""], None), (["", "c", "a"], ["a", "c"])]
)
def test_from_form(values: list[str], answer: list[str] | None) -> None:
    assert multiple.from_form(multiple_spec(), values) == answer


def test_from_form_refuses_an_option_of_another_question() -> None:
    with pytest.raises(InvalidAnswer):
        multiple.from_form(multiple_spec(), ["a", "z"])
