"""What every reader gives back: drafts of questions, and what was left out and why."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quizzes.choices import MarkingRule, QuestionKind
from quizzes.kinds import get_kind

MOST_QUESTIONS = 20_000
LIMITS = {"stem": 2000, "explanation": 2000, "source": 300}
LONGEST_OPTION, LONGEST_WHY = 300, 500
LETTERS = "abcdefghijklmnopqrstuvwxyz"
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")
BREAK = re.compile(r"<(?:br|/p|/div|/li)\b[^>]*>", re.IGNORECASE)
# What runs, and what a browser never shows, goes with all that is in it.
HIDDEN = re.compile(r"<(script|style|template|iframe|object)\b.*?(?:</\1\s*>|$)", re.I | re.S)
MARKUP = re.compile(r"<[A-Za-z/!][^>]*>")


class ExchangeError(Exception):
    """The file as a whole cannot be read; the message is a translated sentence to show."""


class CannotUse(ValueError):
    """One question cannot be used; the message is a translated sentence to show."""


@dataclass(frozen=True)
class DraftOption:
    text: str
    is_right: bool = False
    why: str = ""


@dataclass(frozen=True)
class Draft:
    """A question that was read. `losses` name what its format held and we do not keep."""

    where: str
    kind: str
    stem: str
    options: tuple[DraftOption, ...] = ()
    is_true: bool | None = None
    rule: str = MarkingRule.ALL_OR_NOTHING
    explanation: str = ""
    source: str = ""
    topics: tuple[str, ...] = ()
    grade_min: int | None = None
    grade_max: int | None = None
    losses: tuple[str, ...] = ()

    def as_spec(self) -> dict[str, Any]:
        """The spec that `quizzes.kinds` checks."""
        spec: dict[str, Any] = {"kind": self.kind, "stem": self.stem, "rule": self.rule}
        if self.kind == QuestionKind.TRUE_FALSE:
            return {**spec, "answer": {"value": self.is_true}}
        keyed = list(zip(LETTERS, self.options, strict=False))
        right = [key for key, option in keyed if option.is_right]
        options = [{"key": key, "text": option.text} for key, option in keyed]
        return {**spec, "options": options, "answer": {"keys": right}}


@dataclass(frozen=True)
class Skipped:
    """What was left out: where it stands in the file, and why, as a translated sentence."""

    where: str
    reason: str


@dataclass(frozen=True)
class Reading:
    """A file that was read: the questions that can be used, and the rest."""

    drafts: tuple[Draft, ...] = ()
    skipped: tuple[Skipped, ...] = ()


@dataclass
class Collector:
    """Takes what a reader finds, checks each, and keeps count."""

    drafts: list[Draft] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """Keep a draft, cleaned; or leave it out with what is wrong with it."""
        self._count()
        cleaned = clean_draft(draft)
        problems = list(problems_of(cleaned))
        if problems:
            self.skipped.append(Skipped(draft.where, " ".join(problems)))
        else:
            self.drafts.append(cleaned)

    def skip(self, where: str, reason: str) -> None:
        self._count()
        self.skipped.append(Skipped(where, reason))

    def _count(self) -> None:
        if len(self.drafts) + len(self.skipped) >= MOST_QUESTIONS:
            raise ExchangeError(
                _("The file has more than %(limit)d questions. Split it and import the parts.")
                % {"limit": MOST_QUESTIONS}
            )

    def reading(self) -> Reading:
        return Reading(tuple(self.drafts), tuple(self.skipped))


def clean_text(text: str) -> str:
    """Plain text: no markup, nothing that runs, no invisible control marks, blanks trimmed."""
    text = NOT_TEXT.sub("", text)
    if MARKUP.search(text):
        text = unescape(strip_tags(BREAK.sub("\n", HIDDEN.sub("", text))))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def clean_draft(draft: Draft) -> Draft:
    """All its texts clean, and a loss noted where markup went."""
    texts = [draft.stem, draft.explanation, *(option.text for option in draft.options)]
    had_markup = any(MARKUP.search(text) for text in texts)
    losses = (*draft.losses, *([_("formatting")] if had_markup else []))
    options = tuple(
        replace(option, text=clean_text(option.text), why=clean_text(option.why))
        for option in draft.options
    )
    return replace(
        draft,
        stem=clean_text(draft.stem),
        explanation=clean_text(draft.explanation),
        source=clean_text(draft.source),
        options=options,
        losses=tuple(dict.fromkeys(losses)),
    )


def problems_of(draft: Draft) -> Iterator[str]:
    """Why a cleaned draft cannot be used, as translated sentences."""
    yield from get_kind(draft.kind).validate_spec(draft.as_spec())
    for name, limit in LIMITS.items():
        if len(getattr(draft, name)) > limit:
            names = {"stem": _("stem"), "explanation": _("explanation"), "source": _("source")}
            yield _("The %(part)s has more than %(limit)d characters.") % {
                "part": names[name],
                "limit": limit,
            }
    yield from _option_problems(draft.options)


def _option_problems(options: Iterable[DraftOption]) -> Iterator[str]:
    options = list(options)
    if len(options) > len(LETTERS):
        yield _("A choice has at most %(limit)d options.") % {"limit": len(LETTERS)}
    for number, option in enumerate(options, start=1):
        if len(option.text) > LONGEST_OPTION or len(option.why) > LONGEST_WHY:
            yield _("Option %(number)d is too long.") % {"number": number}


def of_question(number: int) -> str:
    """Where a question stands, by its number in the file, from 1."""
    return _("question %(number)d") % {"number": number}


def of_line(number: int) -> str:
    return _("line %(number)d") % {"number": number}


def too_many_right(count: int) -> str:
    return ngettext(
        "A single choice has %(count)d right answer.",
        "A single choice has %(count)d right answers.",
        count,
    ) % {"count": count}


def choice_kind(right: int) -> str:
    """Single choice with one right option, multiple choice with more."""
    return QuestionKind.MULTIPLE if right > 1 else QuestionKind.SINGLE
