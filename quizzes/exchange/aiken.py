"""Aiken: a stem, options A. to Z., and `ANSWER: X`. Pure."""

import re

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.exchange.answers import places_of
from quizzes.exchange.items import CannotUse, Collector, Draft, DraftOption, Reading, of_line

OPTION = re.compile(r"([A-Za-z])[.)]\s+(.*)")
ANSWER = re.compile(r"ANSWER\s*:\s*(.*)", re.IGNORECASE)


def read_aiken(text: str) -> Reading:
    """The questions of an Aiken file; what cannot be used is skipped with its line."""
    collector = Collector()
    stem: list[str] = []
    options: list[str] = []
    began = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line:
            continue
        began = began or number
        if found := ANSWER.fullmatch(line):
            _add(collector, of_line(began), stem, options, found[1])
            stem, options, began = [], [], 0
        elif found := OPTION.fullmatch(line):
            options.append(found[2])
        elif options:
            options[-1] += f"\n{line}"
        else:
            stem.append(line)
    if stem or options:
        collector.skip(of_line(began), _("The question has no line “ANSWER: …”."))
    return collector.reading()


def _add(
    collector: Collector, where: str, stem: list[str], options: list[str], answer: str
) -> None:
    try:
        places = places_of(answer, len(options))
    except CannotUse as problem:
        collector.skip(where, str(problem))
        return
    drafted = tuple(DraftOption(text, place in places) for place, text in enumerate(options))
    collector.add(Draft(where, QuestionKind.SINGLE, "\n".join(stem), drafted))
