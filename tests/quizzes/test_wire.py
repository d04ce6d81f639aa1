"""The strict reading of what browsers send; hostile rows 13 and 14."""

import json
from typing import Any

import pytest
from django.test import RequestFactory

from quizzes.domain.answers import Answer
from quizzes.queries import Slot
from quizzes.wire import (
    Batch,
    Malformed,
    PlainForm,
    changed_answers,
    parse_batch,
    parse_form,
    read_body,
)

KEY = "0123456789abcdef0123456789abcdef"


def body(**changes: Any) -> str:
    return json.dumps({"client": 1, "key": KEY, "answers": [[1, 1, "a"]], **changes})


def refusal(text: str) -> str:
    with pytest.raises(Malformed) as caught:
        parse_batch(text)
    return caught.value.code


def form_refusal(text: str) -> str:
    with pytest.raises(Malformed) as caught:
        parse_form(text)
    return caught.value.code


def test_batch_of_every_kind_of_value() -> None:
    answers = [[1, 1, "a"], [2, 2, ["a", "c"]], [3, 3, True], [4, 3, False], [5, 1, None]]
    assert parse_batch(body(client=7, answers=answers)) == Batch(
        7,
        KEY,
        [
            Answer(1, 1, "a"),
            Answer(2, 2, ["a", "c"]),
            Answer(3, 3, True),
            Answer(4, 3, False),
            Answer(5, 1, None),
        ],
    )


def test_batch_may_be_empty_and_has_at_most_200_answers() -> None:
    assert parse_batch(body(answers=[])).answers == []
    rows = [[seq, 1, "a"] for seq in range(1, 202)]
    assert len(parse_batch(body(answers=rows[:200])).answers) == 200
    assert refusal(body(answers=rows)) == "answers"


@pytest.mark.parametrize("field", ["score", "state", "student", "attempt", "Client"])
def test_batch_with_a_field_too_many_is_refused(field: str) -> None:
    assert refusal(body(**{field: 1})) == "fields"


@pytest.mark.parametrize("field", ["client", "key", "answers"])
def test_batch_with_a_field_missing_is_refused(field: str) -> None:
    data = json.loads(body())
    del data[field]
    assert refusal(json.dumps(data)) == "fields"


@pytest.mark.parametrize("data", ["[]", "1", "null", '"text"', "true"])
def test_batch_that_is_no_object_is_refused(data: str) -> None:
    assert refusal(data) == "fields"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "\ufeff{}",
        '{"client": NaN}',
        '{"client": 1, "client": 2}',
        '{"client": ' + "9" * 5000 + "}",
        "[" * 60_000,
        '{"a":' * 10_000 + "1" + "}" * 10_000,
        '{"client": "\x00"}',
    ],
    ids=["empty", "cut", "bom", "nan", "twice", "digits", "deep", "nested", "control"],
)
def test_batch_that_is_no_clean_json_is_refused(text: str) -> None:
    assert refusal(text) == "unreadable"


@pytest.mark.parametrize("client", [0, -1, 1.0, True, "1", None, 32_768, 10**30, [1]])
def test_batch_with_another_client_than_a_number_is_refused(client: Any) -> None:
    assert refusal(body(client=client)) == "client"


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "0", KEY.upper(), KEY + "\n", 1, None, [KEY]])
def test_batch_with_half_a_key_is_refused(key: Any) -> None:
    assert refusal(body(key=key)) == "key"


@pytest.mark.parametrize(
    "row",
    [
        [],
        [1, 1],
        [1, 1, "a", 1],
        {"seq": 1, "slot": 1, "value": "a"},
        "1,1,a",
        [0, 1, "a"],
        [-1, 1, "a"],
        [True, 1, "a"],
        [1, True, "a"],
        [1.5, 1, "a"],
        ["1", 1, "a"],
        [1, 0, "a"],
        [1, 32_768, "a"],
        [2**31, 1, "a"],
        [10**40, 1, "a"],
    ],
)
def test_batch_with_a_row_that_is_no_answer_is_refused(row: Any) -> None:
    assert refusal(body(answers=[[1, 1, "a"], row])) == "answer"


@pytest.mark.parametrize(
    "value",
    [1, 0.5, {}, {"a": 1}, [1], [["a"]], [None], "a" * 201, "\0", "a\ud800", ["\udfff"]]
    + [["a"] * 101],
)
def test_batch_with_a_value_that_no_input_gives_is_refused(value: Any) -> None:
    assert refusal(body(answers=[[1, 1, value]])) == "value"


def test_every_refusal_has_a_sentence_of_its_own() -> None:
    with pytest.raises(Malformed) as caught:
        parse_batch(body(key=""))
    assert str(caught.value).endswith((".", "。"))


def post(data: bytes, **headers: Any) -> Any:
    return RequestFactory().post("/", data, content_type="application/json", **headers)


def test_body_of_64_kb_is_read_and_one_byte_more_is_not() -> None:
    assert read_body(post(b"a" * 65_536)) == "a" * 65_536
    with pytest.raises(Malformed) as caught:
        read_body(post(b"a" * 65_537))
    assert caught.value.code == "too_large"


@pytest.mark.parametrize("data", [b"\xff\xfe{\x00", b"\xed\xa0\x80", '"安"'.encode("gb18030")])
def test_body_that_is_not_utf_8_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        read_body(post(data))
    assert caught.value.code == "unreadable"


def test_body_with_a_length_that_is_no_number_is_refused() -> None:
    with pytest.raises(Malformed) as caught:
        read_body(post(b"{}", CONTENT_LENGTH="many"))
    assert caught.value.code == "unreadable"


def test_form_keeps_every_value_of_a_slot() -> None:
    text = f"client=3&key={KEY}&slot-2=c&slot-2=a&slot-10=true&action=save"
    assert parse_form(text) == PlainForm(3, KEY, False, {2: ["c", "a"], 10: ["true"]})
    assert parse_form(f"client=3&key={KEY}&action=submit") == PlainForm(3, KEY, True, {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"client=1&key={KEY}", "fields"),
        (f"client=1&key={KEY}&action=close", "fields"),
        (f"client=1&client=1&key={KEY}&action=save", "fields"),
        (f"client=1&key={KEY}&action=save&score=10", "fields"),
        (f"client=1&key={KEY}&action=save&slot-0=a", "fields"),
        (f"client=1&key={KEY}&action=save&slot-x=a", "fields"),
        (f"client=1&key={KEY}&action=save&slot-1=%00", "value"),
        (f"client=1&key={KEY}&action=save&slot-1={'a' * 201}", "value"),
        (f"client=1&key={KEY}&action=save&slot-1=%ff", "unreadable"),
        (f"client=1&key={KEY}&action=save" + "&slot-1=a" * 800, "unreadable"),
        (f"client=%EF%BC%91&key={KEY}&action=save", "client"),
        (f"client=0&key={KEY}&action=save", "client"),
        (f"client=99999&key={KEY}&action=save", "client"),
        ("client=1&key=abc&action=save", "key"),
    ],
)
def test_form_that_the_page_cannot_send_is_refused(text: str, code: str) -> None:
    assert form_refusal(text) == code


OPTIONS = [{"key": key, "text": key} for key in "abcd"]
SLOTS = [
    Slot(1, {"kind": "single", "stem": "?", "options": OPTIONS}, "a", 1),
    Slot(2, {"kind": "multiple", "stem": "?", "options": OPTIONS}, ["a", "c"], 1),
    Slot(3, {"kind": "true_false", "stem": "?"}, None, 1),
]


def changes(values: dict[int, list[str]], after_seq: int = 0) -> list[Answer]:
    return changed_answers(PlainForm(1, KEY, False, values), SLOTS, after_seq=after_seq)


def test_form_that_repeats_what_stands_changes_nothing() -> None:
    assert changes({1: ["a"], 2: ["c", "a"]}) == []


def test_form_changes_are_numbered_after_what_the_page_has_sent() -> None:
    assert changes({1: ["b"], 2: ["d"], 3: ["false"]}, after_seq=4) == [
        Answer(5, 1, "b"),
        Answer(6, 2, ["d"]),
        Answer(7, 3, False),
    ]


def test_form_without_a_tick_clears_the_answer() -> None:
    assert changes({1: ["a"]}) == [Answer(1, 2, None)]


def test_form_values_that_fit_no_question_go_to_the_domain_as_they_are() -> None:
    assert changes({1: ["a"], 2: ["a", "c"], 3: ["maybe"], 999: ["a"]}) == [
        Answer(1, 3, ["maybe"]),
        Answer(2, 999, ["a"]),
    ]
