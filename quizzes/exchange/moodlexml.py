"""Moodle XML, parsed by defusedxml: no entities, no DTD, nothing from outside. Pure."""

from dataclasses import replace
from html import unescape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.exchange.items import (
    CannotUse,
    Collector,
    Draft,
    DraftOption,
    ExchangeError,
    Reading,
    of_question,
)
from quizzes.exchange.weights import kind_is_not_there, weigh_multiple, weigh_single

MOST_TAGS = 400_000


def read_moodlexml(data: bytes) -> Reading:
    """The questions of an export; what cannot be used is skipped with its number in the file.

    Raises ExchangeError for what is no such file, or would do harm.
    """
    root = _root(data)
    collector = Collector()
    questions = [each for each in root.iter("question") if each.get("type") != "category"]
    for number, element in enumerate(questions, start=1):
        where = of_question(number)
        try:
            collector.add(draft_of(element, where))
        except CannotUse as problem:
            collector.skip(where, str(problem))
    return collector.reading()


def _root(data: bytes) -> Element:
    if data.count(b"<") > MOST_TAGS:
        raise ExchangeError(_("The file is too large. Split it and import the parts."))
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as error:
        raise ExchangeError(
            _("The XML file defines entities or a DTD, which is not safe. Export it again.")
        ) from error
    except (ParseError, ValueError, LookupError) as error:
        raise ExchangeError(
            _("The XML file is damaged: %(problem)s.") % {"problem": error}
        ) from error
    if root.tag != "quiz":
        raise ExchangeError(_("This is not an export of Moodle: its first element is not “quiz”."))
    return root


def draft_of(element: Element, where: str) -> Draft:
    """The question of an element. Raises CannotUse."""
    kind = element.get("type") or ""
    stem = text_of(element.find("questiontext"))
    explanation = text_of(element.find("generalfeedback"))
    answers = element.findall("answer")
    topics = tuple(text_of(tag) for tag in element.findall("tags/tag"))
    base = Draft(
        where,
        QuestionKind.TRUE_FALSE,
        stem,
        explanation=explanation,
        topics=topics,
        losses=losses_of(element),
    )
    if kind == "truefalse":
        right = [text_of(each).lower() for each in answers if weight_of(each) > 0]
        if len(right) != 1 or right[0] not in ("true", "false"):
            raise CannotUse(_("It is not said whether the statement is true or false."))
        return replace(base, is_true=right[0] == "true")
    if kind != "multichoice":
        raise CannotUse(kind_is_not_there(kind))
    is_single = (element.findtext("single") or "").strip().lower() in ("true", "1")
    weights = [weight_of(each) for each in answers]
    weighed = weigh_single(weights) if is_single else weigh_multiple(weights)
    options = tuple(
        DraftOption(text_of(each), place in weighed.right, text_of(each.find("feedback")))
        for place, each in enumerate(answers)
    )
    return replace(
        base,
        kind=weighed.kind,
        options=options,
        rule=weighed.rule,
        losses=(*base.losses, *weighed.losses),
    )


def losses_of(element: Element) -> tuple[str, ...]:
    """What a question has that has no place here."""
    losses = []
    if element.find(".//file") is not None:
        losses.append(_("pictures"))
    if element.find("hint") is not None:
        losses.append(_("hints"))
    grade = (element.findtext("defaultgrade") or "1").strip()
    if not _is_one(grade):
        losses.append(_("points"))
    return tuple(losses)


def _is_one(text: str) -> bool:
    try:
        return float(text) == 1
    except ValueError:
        return False


def text_of(element: Element | None) -> str:
    """The text of an element's `text`; of a format that is HTML, with its entities resolved."""
    if element is None:
        return ""
    text = (element.findtext("text") or "").strip()
    return unescape(text) if element.get("format") == "html" and "<" not in text else text


def weight_of(answer: Element) -> float:
    """An answer's fraction, in percent. Raises CannotUse."""
    text = answer.get("fraction") or "0"
    try:
        return float(text)
    except ValueError as error:
        raise CannotUse(
            _("The weight “%(text)s” is not a number.") % {"text": text[:20]}
        ) from error
