"""Specs of each kind, and hypothesis strategies that make more of them."""

from typing import Any

from hypothesis import strategies as st

SECRET = "只有答案才知道的话"


def options_of(keys: str = "abcd") -> list[dict[str, Any]]:
    return [{"key": key, "text": f"选项{key}", "why": SECRET} for key in keys]


def single_spec(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "single",
        "stem": "看到同伴落水，你先做什么？",
        "options": options_of(),
        "answer": {"keys": ["b"]},
        "explanation": SECRET,
        "source": SECRET,
        "topics": ["drowning"],
    } | changes


def multiple_spec(**changes: Any) -> dict[str, Any]:
    return (
        single_spec(kind="multiple", answer={"keys": ["a", "c"]}, rule="all_or_nothing") | changes
    )


def true_false_spec(value: Any = True, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "true_false",
        "stem": "会游泳的人不会溺水。",
        "answer": {"value": value},
        "explanation": SECRET,
    } | changes


KEYS = st.lists(st.sampled_from("abcdefgh"), min_size=2, max_size=8, unique=True)


@st.composite
def choice_specs(draw: st.DrawFn) -> dict[str, Any]:
    """A valid single or multiple choice."""
    keys = draw(KEYS)
    options = options_of("".join(keys))
    if draw(st.booleans()):
        return single_spec(options=options, answer={"keys": [draw(st.sampled_from(keys))]})
    right = draw(st.lists(st.sampled_from(keys), min_size=1, unique=True))
    rule = draw(st.sampled_from(["all_or_nothing", "partial"]))
    return multiple_spec(options=options, answer={"keys": right}, rule=rule)


SPECS = choice_specs() | st.booleans().map(true_false_spec)


@st.composite
def specs_with_values(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    """A valid spec and a value that its page can send, in any order and with repeats."""
    spec = draw(SPECS)
    if spec["kind"] == "true_false":
        return spec, draw(st.none() | st.booleans())
    key = st.sampled_from([option["key"] for option in spec["options"]])
    if spec["kind"] == "single":
        return spec, draw(st.none() | st.just("") | key)
    return spec, draw(st.none() | st.lists(key, max_size=12))
