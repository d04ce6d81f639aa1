from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from quizzes.kinds import InvalidAnswer, true_false
from tests.quizzes.kinds.specs import true_false_spec


@pytest.mark.parametrize("truth", [True, False])
@pytest.mark.parametrize("answer", [True, False])
def test_fraction(truth: bool, answer: bool) -> None:
    expected = Decimal("1.0000") if truth == answer else Decimal("0.0000")
    assert true_false.fraction(true_false_spec(truth), answer) == expected


def test_false_is_an_answer_and_not_a_blank() -> None:
    assert true_false.normalise(true_false_spec(), False) is False


@pytest.mark.parametrize("value", [0, 1, "true", ["true"], [True], "a"])
def test_only_true_and_false_are_answers(value: Any) -> None:
    with pytest.raises(InvalidAnswer):
        true_false.normalise(true_false_spec(), value)


@pytest.mark.parametrize(
    ("answer", "words"), [(True, "It is true"), (False, "It is false"), (None, "No answer")]
)
def test_summary(answer: bool | None, words: str) -> None:
    with translation.override("en"):
        assert true_false.summary(true_false_spec(), answer) == words


@pytest.mark.parametrize("answer", [None, {}, {"value": None}, {"value": 1}, {"value": "true"}])
def test_a_statement_without_a_truth_is_refused(answer: Any) -> None:
    with translation.override("en"):
        assert true_false.validate_spec(true_false_spec(answer=answer)) == [
            "It is not said whether the statement is true."
        ]


def test_public_is_exactly_this() -> None:
    shown = {"kind": "true_false", "stem": "会游泳的人不会溺水。"}
    assert true_false.public(true_false_spec()) == shown


@pytest.mark.parametrize(
    ("values", "answer"), [([], None), ([""], None), (["true"], True), (["false"], False)]
)
def test_from_form(values: list[str], answer: bool | None) -> None:
    assert true_false.from_form(true_false_spec(), values) is answer


@pytest.mark.parametrize("values", [["True"], ["1"], ["true", "false"]])
def test_from_form_refuses(values: list[str]) -> None:
    with pytest.raises(InvalidAnswer):
        true_false.from_form(true_false_spec(), values)
