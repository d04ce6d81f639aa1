"""What a pupil's browser may send, read strictly: the JSON of the page's script, or the plain form.

Shapes only: whether an answer fits its question is for the domain to say.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from django.http import HttpRequest, UnreadablePostError
from django.utils.translation import gettext_lazy as _

from quizzes.domain.answers import Answer
from quizzes.kinds import InvalidAnswer, get_kind
from quizzes.queries import Slot

MAX_BODY = 64 * 1024
MAX_ANSWERS = 200
MAX_SMALL = 2**15 - 1  # client and slot, as their columns hold them
MAX_SEQ = 2**31 - 1
MAX_TEXT = 200
MAX_CHOICES = 100
MAX_FIELDS = MAX_ANSWERS * 4

KEY = re.compile(r"[0-9a-f]{32}\Z")
SLOT_FIELD = re.compile(r"slot-([1-9][0-9]{0,4})\Z")
NUMBER = re.compile(r"[1-9][0-9]{0,4}\Z")
ACTIONS = {"save": False, "submit": True}

REASONS = {
    "too_large": _("What was sent is too large."),
    "unreadable": _("What was sent cannot be read."),
    "fields": _("Something was sent that does not belong to an answer."),
    "client": _("The page number is not a whole number from 1."),
    "key": _("The key of the page is not complete."),
    "answers": _("The answers are not a list of at most 200."),
    "answer": _("An answer is not made of its number, its question and its value."),
    "value": _("An answer is neither a choice, several choices, yes or no, nor blank."),
}


class Malformed(ValueError):
    """Nothing that a page of ours sends. `code` is one of `REASONS`, whose sentence is the text."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(REASONS[self.code])


@dataclass(frozen=True)
class Batch:
    """The JSON body: which page of the attempt speaks, and what it has to say."""

    client: int
    key: str
    answers: list[Answer]


@dataclass(frozen=True)
class PlainForm:
    """The plain form: the values of each slot that has any, as text, in the order of the page."""

    client: int
    key: str
    submits: bool
    values: dict[int, list[str]]


def read_body(request: HttpRequest) -> str:
    """The body as text. Raises Malformed above 64 KB and for what is not clean UTF-8."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        raise Malformed("unreadable") from None
    if length > MAX_BODY:
        raise Malformed("too_large")
    try:
        return request.body.decode("utf-8")
    except (UnicodeDecodeError, UnreadablePostError):
        raise Malformed("unreadable") from None


def parse_batch(text: str) -> Batch:
    """The batch of a JSON body. Raises Malformed; nothing is guessed and nothing is ignored."""
    data = _load(text)
    if type(data) is not dict or data.keys() != {"client", "key", "answers"}:
        raise Malformed("fields")
    rows = data["answers"]
    if type(rows) is not list or len(rows) > MAX_ANSWERS:
        raise Malformed("answers")
    if not _is_number(data["client"], MAX_SMALL):
        raise Malformed("client")
    return Batch(data["client"], _read_key(data["key"]), [_read_answer(row) for row in rows])


def _load(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_object_once)
    except (ValueError, RecursionError):
        raise Malformed("unreadable") from None


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _object_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object; a name that comes twice would leave open which one counts."""
    if len({name for name, _value in pairs}) != len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _is_number(value: Any, largest: int) -> bool:
    """A JSON integer from 1; true is none, though Python would take it for 1."""
    return type(value) is int and 1 <= value <= largest


def _read_key(value: Any) -> str:
    if type(value) is not str or not KEY.match(value):
        raise Malformed("key")
    return value


def _read_answer(row: Any) -> Answer:
    if type(row) is not list or len(row) != 3:
        raise Malformed("answer")
    seq, slot, value = row
    if not _is_number(seq, MAX_SEQ) or not _is_number(slot, MAX_SMALL):
        raise Malformed("answer")
    if not _is_value(value):
        raise Malformed("value")
    return Answer(seq, slot, value)


def _is_value(value: Any) -> bool:
    if value is None or type(value) is bool:
        return True
    if type(value) is list:
        return len(value) <= MAX_CHOICES and all(_is_clean_text(item) for item in value)
    return _is_clean_text(value)


def _is_clean_text(value: Any) -> bool:
    """Short text that every database stores: no NUL and no half of a surrogate pair."""
    if type(value) is not str or len(value) > MAX_TEXT or "\0" in value:
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in value)


def parse_form(text: str) -> PlainForm:
    """The plain form of the attempt page. Raises Malformed, also for fields that it has not."""
    single: dict[str, str] = {}
    values: dict[int, list[str]] = {}
    for name, value in _form_pairs(text):
        if not _is_clean_text(value):
            raise Malformed("value")
        if match := SLOT_FIELD.match(name):
            values.setdefault(int(match[1]), []).append(value)
        elif name in single:
            raise Malformed("fields")
        else:
            single[name] = value
    if single.keys() != {"client", "key", "action"} or single["action"] not in ACTIONS:
        raise Malformed("fields")
    if not NUMBER.match(single["client"]) or int(single["client"]) > MAX_SMALL:
        raise Malformed("client")
    return PlainForm(
        int(single["client"]), _read_key(single["key"]), ACTIONS[single["action"]], values
    )


def _form_pairs(text: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise Malformed("unreadable") from None


def changed_answers(form: PlainForm, slots: list[Slot], *, after_seq: int) -> list[Answer]:
    """What the form changes of the answers that stand, numbered from `after_seq` + 1.

    A form that is sent twice changes nothing the second time, and one that comes back from the
    browser's history still gets numbers of its own. Values that fit no question go through as
    they are: the domain refuses each by itself.
    """
    by_number = {slot.number: slot for slot in slots}
    changed = []
    for number in sorted(by_number.keys() | form.values.keys()):
        values = form.values.get(number, [])
        slot = by_number.get(number)
        value = _form_value(slot, values) if slot else values
        if slot is None or value != slot.value:
            changed.append((number, value))
    return [
        Answer(after_seq + place, number, value)
        for place, (number, value) in enumerate(changed, start=1)
    ]


def _form_value(slot: Slot, values: list[str]) -> Any:
    try:
        return get_kind(slot.spec["kind"]).from_form(slot.spec, values)
    except InvalidAnswer:
        return values
