"""What holds for every kind, by properties."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.choices import QuestionKind
from quizzes.kinds import KINDS, InvalidAnswer, UnknownKind, get_kind
from tests.quizzes.kinds.specs import (
    SECRET,
    SPECS,
    multiple_spec,
    single_spec,
    specs_with_values,
    true_false_spec,
)

EXAMPLES = [single_spec(), multiple_spec(), true_false_spec()]
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def test_every_kind_of_the_model_has_a_module() -> None:
    assert set(KINDS) == set(QuestionKind.values)


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(UnknownKind, match="essay"):
        get_kind("essay")


@given(SPECS)
def test_generated_specs_are_valid(spec: dict[str, Any]) -> None:
    assert get_kind(spec["kind"]).validate_spec(spec) == []


@given(specs_with_values())
def test_normalise_is_idempotent(pair: tuple[dict[str, Any], Any]) -> None:
    spec, value = pair
    kind = get_kind(spec["kind"])
    once = kind.normalise(spec, value)
    assert kind.normalise(spec, once) == once
    assert json.loads(json.dumps(once)) == once


@given(specs_with_values())
def test_fraction_is_between_nothing_and_one_in_four_places(
    pair: tuple[dict[str, Any], Any],
) -> None:
    spec, value = pair
    kind = get_kind(spec["kind"])
    answer = kind.normalise(spec, value)
    fraction = kind.fraction(spec, answer)
    if answer is None:
        assert fraction is None
    else:
        assert fraction is not None
        assert 0 <= fraction <= 1
        assert fraction.as_tuple().exponent == -4


@given(SPECS)
def test_the_right_answer_earns_one(spec: dict[str, Any]) -> None:
    right = spec["answer"].get("keys", spec["answer"].get("value"))
    if spec["kind"] == "single":
        right = right[0]
    assert get_kind(spec["kind"]).fraction(spec, right) == Decimal(1)


@given(SPECS)
def test_public_shows_nothing_that_tells_the_answer(spec: dict[str, Any]) -> None:
    spec["topics"] = [SECRET]
    shown = get_kind(spec["kind"]).public(spec)
    assert SECRET not in json.dumps(shown, ensure_ascii=False)
    assert set(shown) <= {"kind", "stem", "picture", "options"}
    for option in shown.get("options", []):
        assert set(option) <= {"key", "text", "picture"}


@given(SPECS, st.data())
def test_public_is_the_same_whatever_is_right(spec: dict[str, Any], data: st.DataObject) -> None:
    kind = get_kind(spec["kind"])
    if spec["kind"] == "true_false":
        other = {**spec, "answer": {"value": not spec["answer"]["value"]}}
    else:
        key = data.draw(st.sampled_from([option["key"] for option in spec["options"]]))
        other = {**spec, "answer": {"keys": [key]}}
    assert kind.public(spec) == kind.public(other)


@pytest.mark.parametrize("spec", EXAMPLES)
def test_public_leaves_the_shared_spec_alone(spec: dict[str, Any]) -> None:
    before = json.dumps(spec)
    shown = get_kind(spec["kind"]).public(spec)
    shown.pop("stem")
    for option in shown.get("options", []):
        option["text"] = ""
    assert json.dumps(spec) == before


@pytest.mark.parametrize("spec", EXAMPLES)
@given(value=JSON_VALUES)
def test_any_json_is_an_answer_or_refused(spec: dict[str, Any], value: Any) -> None:
    kind = get_kind(spec["kind"])
    try:
        answer = kind.normalise(spec, value)
    except InvalidAnswer:
        return
    assert kind.normalise(spec, answer) == answer
    assert isinstance(kind.summary(spec, answer), str)


@pytest.mark.parametrize("spec", EXAMPLES)
@pytest.mark.parametrize(
    "value",
    ["z", "a\x00", "\ud800", "a" * 1_000_000, 1, 0, 1.0, {"key": "a"}, {"a": True}, [["a"]],
     [None], ["a", 1], ["z"], ["a"] * 101, [[[[[[]]]]]]],
)  # fmt: skip
def test_hostile_values_are_refused(spec: dict[str, Any], value: Any) -> None:
    with pytest.raises(InvalidAnswer):
        get_kind(spec["kind"]).normalise(spec, value)


@pytest.mark.parametrize("spec", EXAMPLES)
def test_a_very_deep_value_is_refused(spec: dict[str, Any]) -> None:
    value: Any = "a"
    for _depth in range(100_000):
        value = [value]
    with pytest.raises(InvalidAnswer):
        get_kind(spec["kind"]).normalise(spec, value)


@pytest.mark.parametrize("spec", EXAMPLES)
@pytest.mark.parametrize("value", [None, "", []])
def test_a_blank_is_no_answer_and_no_mark(spec: dict[str, Any], value: Any) -> None:
    kind = get_kind(spec["kind"])
    assert kind.normalise(spec, value) is None
    assert kind.fraction(spec, None) is None


@pytest.mark.parametrize("spec", EXAMPLES)
@pytest.mark.parametrize("stem", [None, "", "  ", 5])
def test_a_question_without_words_is_refused(spec: dict[str, Any], stem: Any) -> None:
    problems = get_kind(spec["kind"]).validate_spec({**spec, "stem": stem})
    assert len(problems) == 1


@pytest.mark.parametrize("code", sorted(KINDS))
def test_an_empty_spec_is_refused_without_raising(code: str) -> None:
    assert get_kind(code).validate_spec({"kind": code}) != []


@pytest.mark.parametrize("spec", EXAMPLES)
def test_a_picture_is_shown(spec: dict[str, Any]) -> None:
    picture = {"url": "/media/river.webp", "alt": "河边", "width": 960, "height": 720}
    shown = get_kind(spec["kind"]).public({**spec, "picture": picture})
    assert shown["picture"] == picture
