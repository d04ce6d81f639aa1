from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from quizzes.kinds import InvalidAnswer, single
from tests.quizzes.kinds.specs import options_of, single_spec


def test_right_and_wrong() -> None:
    assert single.fraction(single_spec(), "b") == Decimal("1.0000")
    assert single.fraction(single_spec(), "a") == Decimal("0.0000")


def test_summary_names_letter_and_text() -> None:
    spec = single_spec(options=[
        {"key": "x", "text": "大声呼救", "why": ""}, {"key": "y", "text": "跳下去", "why": ""},
    ])  # fmt: skip
    assert single.summary(spec, "x") == "A. 大声呼救"
    assert single.summary(spec, "y") == "B. 跳下去"
    with translation.override("en"):
        assert single.summary(spec, None) == "No answer"


@pytest.mark.parametrize(
    ("changes", "problems"),
    [
        ({}, []),
        ({"answer": {"keys": []}}, ["No option is marked as right."]),
        ({"answer": {}}, ["No option is marked as right."]),
        ({"answer": None}, ["No option is marked as right."]),
        ({"answer": {"keys": "b"}}, ["No option is marked as right."]),
        ({"answer": {"keys": ["z"]}}, ["The right answer is not among the options."]),
        ({"answer": {"keys": [{}]}}, ["The right answer is not among the options."]),
        ({"answer": {"keys": ["a", "b"]}}, ["A single choice has only one right option."]),
        ({"options": options_of("b")}, ["A choice needs at least two options."]),
        ({"options": options_of("bab")}, ["Two options have the same key.",
                                           "Two options have the same text."]),
        ({"options": options_of("abcdefghijklmnopqrstuvwxyzA")},
         ["A choice has at most 26 options."]),
        ({"options": None}, ["The options are missing."]),
        ({"options": ["a", "b"]}, ["The options are missing."]),
        ({"options": [{"key": "b", "text": "一"}, {"key": "toolongkey", "text": "二"}]},
         ["Every option needs a key of at most eight characters."]),
        ({"options": [{"key": "b", "text": "一"}, {"key": ["c"], "text": "二"}]},
         ["Every option needs a key of at most eight characters."]),
        ({"options": [{"key": "b", "text": "一"}, {"key": "c", "text": " "}]},
         ["An option has no text."]),
        ({"options": [{"key": "b", "text": "一"}, {"key": "c", "text": "一 "}]},
         ["Two options have the same text."]),
    ],
)  # fmt: skip
def test_validate_spec(changes: dict[str, Any], problems: list[str]) -> None:
    with translation.override("en"):
        assert single.validate_spec(single_spec(**changes)) == problems


def test_public_is_exactly_this() -> None:
    options = [{"key": "a", "text": "一", "why": "x", "picture": {"url": "/p", "alt": "图"}},
               {"key": "b", "text": "二", "why": "y"}]  # fmt: skip
    assert single.public(single_spec(options=options)) == {
        "kind": "single",
        "stem": "看到同伴落水，你先做什么？",
        "options": [
            {"key": "a", "text": "一", "picture": {"url": "/p", "alt": "图"}},
            {"key": "b", "text": "二"},
        ],
    }


def test_a_list_is_no_single_answer() -> None:
    with pytest.raises(InvalidAnswer):
        single.normalise(single_spec(), ["a"])


@pytest.mark.parametrize(("values", "answer"), [([], None), ([""], None), (["c"], "c")])
def test_from_form(values: list[str], answer: str | None) -> None:
    assert single.from_form(single_spec(), values) == answer


@pytest.mark.parametrize("values", [["a", "b"], ["z"], ["a", ""]])
def test_from_form_refuses(values: list[str]) -> None:
    with pytest.raises(InvalidAnswer):
        single.from_form(single_spec(), values)
