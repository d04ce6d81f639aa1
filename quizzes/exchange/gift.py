"""GIFT, read with a small scanner of our own (docs.moodle.org, "GIFT format"). Pure.

Not pygiftparser: its nested patterns run for minutes on a long line without a brace, and importing
it puts a translation function into Python's builtins.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.exchange.items import CannotUse, Collector, Draft, DraftOption, Reading, of_line
from quizzes.exchange.weights import Weighed, kind_is_not_there, weigh_multiple, weigh_single

TITLE = re.compile(r"\s*::(?P<title>(?:\\.|[^\\:]|:(?!:))*)::", re.S)
MARKUP = re.compile(r"\s*\[(html|moodle|plain|markdown)\]", re.I)
ESCAPED = re.compile(r"\\([~=#{}:\\n])")
WEIGHT = re.compile(r"\s*%(-?\d+(?:[.,]\d+)?)%")
TRUTH = re.compile(r"(T|TRUE|F|FALSE)", re.I)
CATEGORY = "$CATEGORY:"


@dataclass(frozen=True)
class Piece:
    """One answer as it stands: its sign (= or ~), weight, text and feedback."""

    sign: str
    weight: float | None
    text: str
    feedback: str


def read_gift(text: str) -> Reading:
    """The questions of a GIFT file; what cannot be used is skipped with its line."""
    collector = Collector()
    for number, block in blocks_of(text):
        try:
            collector.add(draft_of(block, of_line(number)))
        except CannotUse as problem:
            collector.skip(of_line(number), str(problem))
    return collector.reading()


def blocks_of(text: str) -> Iterator[tuple[int, str]]:
    """Each question's first line number and text: blank lines part them, comments are dropped."""
    lines: list[str] = []
    began = 0
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        bare = line.strip()
        if bare.startswith("//") or bare.startswith(CATEGORY):
            continue
        if bare:
            began = began or number
            lines.append(line)
        elif lines:
            yield began, "\n".join(lines)
            lines, began = [], 0


def draft_of(block: str, where: str) -> Draft:
    """The question of a block. Raises CannotUse."""
    before, answers, after = braces_of(block)
    before = MARKUP.sub("", TITLE.sub("", before, count=1), count=1)
    gap = " ____ " if after.strip() else ""
    stem = plain(before.strip() + gap + after.strip())
    answers, general = at_marks(answers, "####")
    body = answers.strip()
    if not body:
        raise CannotUse(kind_is_not_there(_("essay")))
    if body.startswith("#"):
        raise CannotUse(kind_is_not_there(_("number")))
    first, feedback = at_marks(body, "#")
    if TRUTH.fullmatch(first.strip()):
        losses = (_("feedback"),) if feedback.strip() else ()
        is_true = first.strip().upper().startswith("T")
        return Draft(
            where,
            QuestionKind.TRUE_FALSE,
            stem,
            is_true=is_true,
            explanation=plain(general),
            losses=losses,
        )
    return _choice(stem, list(pieces_of(body)), plain(general), where)


def _choice(stem: str, pieces: list[Piece], explanation: str, where: str) -> Draft:
    if not pieces:
        raise CannotUse(_("The braces hold no answer that begins with = or ~."))
    weighed = _weighed(pieces)
    options = tuple(
        DraftOption(plain(piece.text), place in weighed.right, plain(piece.feedback))
        for place, piece in enumerate(pieces)
    )
    return Draft(
        where,
        weighed.kind,
        stem,
        options,
        rule=weighed.rule,
        explanation=explanation,
        losses=weighed.losses,
    )


def _weighed(pieces: list[Piece]) -> Weighed:
    signs = [piece.sign for piece in pieces]
    if "~" not in signs:
        is_matching = len(pieces) > 1 and all("->" in piece.text for piece in pieces)
        raise CannotUse(kind_is_not_there(_("matching") if is_matching else _("short text")))
    if "=" not in signs:
        return weigh_multiple([piece.weight or 0.0 for piece in pieces])
    full = [100.0 if piece.sign == "=" else 0.0 for piece in pieces]
    return weigh_single(
        [
            standing if piece.weight is None else piece.weight
            for piece, standing in zip(pieces, full, strict=True)
        ]
    )


def braces_of(block: str) -> tuple[str, str, str]:
    """What stands before, in and behind the one pair of braces. Raises CannotUse."""
    opened = list(places_of(block, "{"))
    closed = list(places_of(block, "}"))
    if not opened and not closed:
        raise CannotUse(_("There are no braces with answers, so this is a text, not a question."))
    if len(opened) != 1 or len(closed) != 1 or opened[0] > closed[0]:
        raise CannotUse(_("The braces do not match. Write \\{ and \\} for braces in the text."))
    return block[: opened[0]], block[opened[0] + 1 : closed[0]], block[closed[0] + 1 :]


def places_of(text: str, mark: str) -> Iterator[int]:
    """Where a mark stands that no backslash takes the meaning from."""
    place = 0
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text.startswith(mark, place):
            yield place
        place += 1


def at_marks(text: str, mark: str) -> tuple[str, str]:
    """The text up to the first such mark, and what follows it."""
    place = next(places_of(text, mark), None)
    return (text, "") if place is None else (text[:place], text[place + len(mark) :])


def pieces_of(body: str) -> Iterator[Piece]:
    """The answers of a choice, in order."""
    starts = sorted([*places_of(body, "="), *places_of(body, "~")])
    for start, end in zip(starts, [*starts, len(body)][1:], strict=True):
        text, feedback = at_marks(body[start + 1 : end], "#")
        found = WEIGHT.match(text)
        weight = float(found[1].replace(",", ".")) if found else None
        yield Piece(body[start], weight, text[found.end() if found else 0 :], feedback)


def plain(text: str) -> str:
    """The text without the backslashes that guard its marks."""
    return ESCAPED.sub(lambda found: "\n" if found[1] == "n" else found[1], text).strip()
