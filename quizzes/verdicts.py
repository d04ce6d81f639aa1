"""What the figures of a question say in plain words, for teachers. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quizzes.statistics import ItemFigures

FEWEST = 15  # people; with fewer every figure is chance
EASY, HARD = 95.0, 30.0  # percent right
WEAK = 10.0  # percent of discrimination; D. L. Ebel & D. A. Frisbie (1991) call 0 to 19 poor


@dataclass(frozen=True)
class OptionFigures:
    """How many chose an option, in all and among the 27 % with most and with fewest marks.

    `upper` and `lower` are sums of shares of people, not percent.
    """

    letter: str
    text: str
    is_right: bool
    chosen: int
    upper: float
    lower: float


@dataclass(frozen=True)
class Verdict:
    """`kind` is one of bad, warn, neutral, ok, as the badges have it."""

    kind: str
    text: str


def verdicts_on(
    figures: ItemFigures, options: Sequence[OptionFigures], guess: float | None
) -> list[Verdict]:
    """The most serious first; one that all is well when nothing else is to be said.

    `guess` is what blind guessing would get right, in percent.
    """
    if figures.n < FEWEST:
        return [Verdict("neutral", _("Too few answers to judge the question."))]
    found = [*_about_key(figures, options, guess), *_about_use(figures, options)]
    return found or [Verdict("ok", _("The question does its work."))]


def _about_key(
    figures: ItemFigures, options: Sequence[OptionFigures], guess: float | None
) -> Iterator[Verdict]:
    if figures.discrimination_index is not None and figures.discrimination_index < 0:
        text = _("Those who know more get this wrong more often: check the answer.")
        yield Verdict("bad", text)
    right = max((each.upper for each in options if each.is_right), default=0.0)
    for each in options:
        if not each.is_right and each.upper > right:
            text = _("Those who know most chose %(letter)s: check the answer.")
            yield Verdict("bad", text % {"letter": each.letter})
    if guess is not None and figures.facility is not None and figures.facility < guess:
        yield Verdict("warn", _("Fewer are right than by guessing: read the question again."))


def _about_use(figures: ItemFigures, options: Sequence[OptionFigures]) -> Iterator[Verdict]:
    facility, index = figures.facility, figures.discrimination_index
    if facility is not None and facility >= EASY:
        yield Verdict("neutral", _("Almost everybody knows this."))
    else:
        if facility is not None and facility <= HARD:
            yield Verdict("warn", _("Few know this: teach it again."))
        if index is not None and 0 <= index < WEAK:
            yield Verdict("warn", _("It hardly tells who knows the matter and who does not."))
        for each in options:
            if not each.chosen:
                text = _("Nobody chose %(letter)s.") % {"letter": each.letter}
                yield Verdict("neutral", text)
