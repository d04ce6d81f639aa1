"""Questions out as GIFT and as Moodle XML. Pure. Neither has a place for sources and grades."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from quizzes.choices import QuestionKind
from quizzes.exchange.items import Draft
from quizzes.exchange.weights import weights_of

GUARDED = re.compile(r"([~=#{}:\\])")
PLAIN = "plain_text"
LONGEST_NAME = 80


def gift_of(drafts: Sequence[Draft]) -> str:
    """A GIFT file, without topics."""
    return "\n\n".join(map(_gift, drafts)) + "\n"


def _gift(draft: Draft) -> str:
    general = f"\n####{_guarded(draft.explanation)}" if draft.explanation else ""
    if draft.kind == QuestionKind.TRUE_FALSE:
        return f"{_guarded(draft.stem)} {{{'TRUE' if draft.is_true else 'FALSE'}{general}\n}}"
    lines = []
    for option, weight in zip(draft.options, weights_of(draft), strict=True):
        sign = f"~%{weight:.5f}%"
        if draft.kind == QuestionKind.SINGLE:
            sign = "=" if option.is_right else "~"
        why = f" #{_guarded(option.why)}" if option.why else ""
        lines.append(f"{sign}{_guarded(option.text)}{why}")
    return f"{_guarded(draft.stem)} {{\n" + "\n".join(lines) + general + "\n}"


def _guarded(text: str) -> str:
    return GUARDED.sub(r"\\\1", text).replace("\n", "\\n")


def moodlexml_of(drafts: Sequence[Draft]) -> bytes:
    """A Moodle XML file; topics become tags."""
    root = Element("quiz")
    for draft in drafts:
        is_choice = draft.kind != QuestionKind.TRUE_FALSE
        question = SubElement(root, "question", type="multichoice" if is_choice else "truefalse")
        _text(question, "name", draft.stem.replace("\n", " ")[:LONGEST_NAME])
        _text(question, "questiontext", draft.stem, format=PLAIN)
        _text(question, "generalfeedback", draft.explanation, format=PLAIN)
        SubElement(question, "defaultgrade").text = "1"
        (_add_options if is_choice else _add_truth)(question, draft)
        tags = SubElement(question, "tags")
        for topic in draft.topics:
            _text(tags, "tag", topic)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _add_options(question: Element, draft: Draft) -> None:
    is_single = draft.kind == QuestionKind.SINGLE
    SubElement(question, "single").text = "true" if is_single else "false"
    for option, weight in zip(draft.options, weights_of(draft), strict=True):
        answer = _text(question, "answer", option.text, fraction=f"{weight:.5f}", format=PLAIN)
        _text(answer, "feedback", option.why, format=PLAIN)


def _add_truth(question: Element, draft: Draft) -> None:
    for truth in (True, False):
        fraction = "100" if truth is draft.is_true else "0"
        _text(question, "answer", str(truth).lower(), fraction=fraction)


def _text(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    element = SubElement(parent, tag, attributes)
    SubElement(element, "text").text = text
    return element
