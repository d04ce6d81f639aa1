"""Item statistics of sittings: from the marks that count to figures and verdicts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from quizzes.choices import QuestionKind
from quizzes.kinds import get_kind
from quizzes.models import Mark, MarkRun, PaperItem, Sitting
from quizzes.statistics import (
    Item,
    ItemFigures,
    TestFigures,
    analyse,
    analyse_item,
    extreme_groups,
)
from quizzes.verdicts import OptionFigures, Verdict, verdicts_on

FEWEST_TO_SHOW = 5  # people: with fewer, figures would tell about single pupils
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TRUE_LETTER, FALSE_LETTER = "√", "×"


@dataclass(frozen=True)
class Answered:
    """One mark of one attempt (`person`), which a pupil may have made more than one of."""

    person: Any
    pupil: int
    version: int
    value: Any
    fraction: float | None
    points: float
    month: date


@dataclass(frozen=True)
class Month:
    """`facility` is None when fewer than five people met the question in that month."""

    first_day: date
    n: int
    facility: float | None


@dataclass(frozen=True)
class QuestionAnalysis:
    """One sealed version of a question, with what is said of it."""

    version: int
    question: int
    stem: str
    figures: ItemFigures
    guess: float | None
    blank: int
    options: tuple[OptionFigures, ...]
    verdicts: tuple[Verdict, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Analysis:
    """`whole` is of the one paper; None and no questions when fewer than five took it."""

    n: int
    whole: TestFigures | None
    questions: tuple[QuestionAnalysis, ...]


def analyse_sitting(sitting: Sitting) -> Analysis:
    """Of the people who took this one sitting and answered anything."""
    return _analyse(sitting.paper_id, Sitting.objects.filter(pk=sitting.pk))


def analyse_paper(paper_id: int, sittings: QuerySet[Sitting]) -> Analysis:
    """Of all these sittings; a question counts wherever the same version of it was asked.

    The whole is told only of those that had this very paper.
    """
    return _analyse(paper_id, sittings)


def _analyse(paper_id: int, sittings: QuerySet[Sitting]) -> Analysis:
    items = list(PaperItem.objects.filter(paper_id=paper_id).select_related("version"))
    versions = [item.version_id for item in items]
    answers = _answers_of(sittings, versions)
    marks = _by_person(answers)
    totals = {
        person: sum((each.fraction or 0.0) * each.points for each in rows.values())
        for person, rows in marks.items()
    }
    own = [rows for rows in marks.values() if set(rows) == set(versions)]
    n = _pupils(row for rows in marks.values() for row in rows.values())
    if n < FEWEST_TO_SHOW:
        return Analysis(n, None, ())
    columns = [
        Item(str(item.version_id), float(item.points), [_mark(row[item.version_id]) for row in own])
        for item in items
    ]
    whole, figures = analyse(columns)
    is_one_paper = len(own) == len(marks)
    questions = tuple(
        _question(
            item,
            [rows[item.version_id] for rows in marks.values() if item.version_id in rows],
            totals,
            own_figures if is_one_paper else None,
        )
        for item, own_figures in zip(items, figures, strict=True)
        if _pupils(rows[item.version_id] for rows in marks.values() if item.version_id in rows)
        >= FEWEST_TO_SHOW
    )
    of_whole = _pupils(row for rows in own for row in rows.values())
    return Analysis(n, whole if of_whole >= FEWEST_TO_SHOW else None, questions)


def _pupils(answers: Iterable[Answered]) -> int:
    return len({answer.pupil for answer in answers})


def _answers_of(sittings: QuerySet[Sitting], versions: Sequence[int]) -> list[Answered]:
    """Every mark that counts of the closed attempts in which one of the versions was asked."""
    latest = MarkRun.objects.filter(attempt=OuterRef("run__attempt")).order_by("-number")
    asked = Mark.objects.filter(version__in=versions, run__attempt__sitting__in=sittings)
    rows = Mark.objects.filter(
        run=Subquery(latest.values("pk")[:1]),
        run__attempt__in=asked.values("run__attempt"),
        run__attempt__closed_at__isnull=False,
    ).values_list(
        "run__attempt_id", "run__attempt__student_id", "version_id", "value", "fraction", "points",
        "run__attempt__sitting__opens_at",
    )  # fmt: skip
    return [
        Answered(
            person,
            pupil,
            version,
            value,
            None if fraction is None else float(fraction),
            float(points),
            timezone.localdate(opens_at).replace(day=1),
        )
        for person, pupil, version, value, fraction, points, opens_at in rows.order_by(
            "run_id", "slot"
        )
    ]


def _by_person(answers: Iterable[Answered]) -> dict[Any, dict[int, Answered]]:
    """Each attempt's marks by version; an attempt without any answer was no attempt."""
    marks: dict[Any, dict[int, Answered]] = defaultdict(dict)
    for answer in answers:
        marks[answer.person][answer.version] = answer
    return {
        person: rows
        for person, rows in marks.items()
        if any(row.fraction is not None for row in rows.values())
    }


def _mark(answer: Answered) -> float | None:
    return None if answer.fraction is None else answer.fraction * answer.points


def _question(
    item: PaperItem,
    answers: list[Answered],
    totals: dict[Any, float],
    figures: ItemFigures | None,
) -> QuestionAnalysis:
    spec, those = item.version.spec, [totals[answer.person] for answer in answers]
    if figures is None:
        # Points may differ from paper to paper: here the question counts one point in each.
        shares = [answer.fraction or 0.0 for answer in answers]
        those = [
            total + share * (1 - answer.points)
            for total, share, answer in zip(those, shares, answers, strict=True)
        ]
        column = Item(str(item.version_id), 1.0, [answer.fraction for answer in answers])
        figures = analyse_item(column, those)
    options = tuple(_options(spec, answers, those))
    guess = get_kind(spec["kind"]).guess(spec)
    return QuestionAnalysis(
        version=item.version_id,
        question=item.version.question_id,
        stem=spec["stem"],
        figures=figures,
        guess=guess,
        blank=sum(answer.fraction is None for answer in answers),
        options=options,
        verdicts=tuple(verdicts_on(figures, options, guess)),
        months=tuple(_months(answers)),
    )


def _options(
    spec: dict[str, Any], answers: list[Answered], totals: list[float]
) -> Iterable[OptionFigures]:
    upper, lower = extreme_groups(totals) or ([1.0] * len(answers), [1.0] * len(answers))
    chosen: Counter[Any] = Counter()
    above: Counter[Any] = Counter()
    below: Counter[Any] = Counter()
    for answer, high, low in zip(answers, upper, lower, strict=True):
        for key in answer.value if isinstance(answer.value, list) else [answer.value]:
            chosen[key] += 1
            above[key] += high  # type: ignore[assignment]
            below[key] += low  # type: ignore[assignment]
    for letter, key, text, is_right in _choices(spec):
        yield OptionFigures(letter, text, is_right, chosen[key], above[key], below[key])


def _choices(spec: dict[str, Any]) -> list[tuple[str, Any, str, bool]]:
    if spec["kind"] == QuestionKind.TRUE_FALSE:
        right = spec["answer"]["value"]
        return [(TRUE_LETTER, True, "", right is True), (FALSE_LETTER, False, "", right is False)]
    return [
        (letter, option["key"], option["text"], option["key"] in spec["answer"]["keys"])
        for letter, option in zip(LETTERS, spec["options"], strict=False)
    ]


def _months(answers: list[Answered]) -> Iterable[Month]:
    by_month: dict[date, list[Answered]] = defaultdict(list)
    for answer in answers:
        by_month[answer.month].append(answer)
    for first_day, those in sorted(by_month.items()):
        right = sum(each.fraction or 0.0 for each in those)
        told = 100 * right / len(those) if _pupils(those) >= FEWEST_TO_SHOW else None
        yield Month(first_day, len(those), told)
