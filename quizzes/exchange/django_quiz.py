"""The dump of a site that ran on django-quiz-app (`manage.py dumpdata`). Pure."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from quizzes.choices import QuestionKind
from quizzes.exchange.items import (
    CannotUse,
    Collector,
    Draft,
    DraftOption,
    ExchangeError,
    Reading,
    choice_kind,
)
from quizzes.exchange.weights import kind_is_not_there

QUESTION, CHOICE, TRUTH, ESSAY, ANSWER, CATEGORY = (
    "quiz.question", "multichoice.mcquestion", "true_false.tf_question", "essay.essay_question",
    "multichoice.answer", "quiz.category",
)  # fmt: skip

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Dump:
    """The rows of a dump, by model and key. A question's parts share its key."""

    rows: Mapping[str, Mapping[int, Row]]

    def fields(self, model: str, key: int) -> Row | None:
        return self.rows.get(model, {}).get(key)


def read_django_quiz(data: bytes) -> Reading:
    """The questions of a dump; the rest is skipped by model and key. Raises ExchangeError."""
    dump = load_dump(data)
    options: dict[int, list[tuple[int, Row]]] = defaultdict(list)
    for key, fields in sorted(dump.rows.get(ANSWER, {}).items()):
        options[_key(fields.get("question"))].append((key, fields))
    collector = Collector()
    for key in sorted(dump.rows.get(QUESTION, {})):
        where = f"{QUESTION} {key}"
        try:
            collector.add(draft_of(dump, key, [each for _pk, each in options[key]], where))
        except CannotUse as problem:
            collector.skip(where, str(problem))
    return collector.reading()


def _key(value: Any) -> int:
    return value if isinstance(value, int) else 0


def load_dump(data: bytes) -> Dump:
    """The rows of a dump. Raises ExchangeError for what is none."""
    try:
        listed = json.loads(data)
        rows: dict[str, dict[int, Row]] = defaultdict(dict)
        for row in listed:
            rows[str(row["model"]).lower()][int(row["pk"])] = dict(row["fields"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ExchangeError(
            _("This is not a dump of django-quiz-app: a list of rows with model, pk and fields.")
        ) from error
    if QUESTION not in rows:
        raise ExchangeError(_("The dump holds no question of django-quiz-app."))
    return Dump(rows)


def draft_of(dump: Dump, key: int, options: Iterable[Row], where: str) -> Draft:
    """The question with this key. Raises CannotUse."""
    fields = dump.fields(QUESTION, key) or {}
    category = dump.fields(CATEGORY, _key(fields.get("category"))) or {}
    base = Draft(
        where,
        QuestionKind.TRUE_FALSE,
        str(fields.get("content") or ""),
        explanation=str(fields.get("explanation") or ""),
        topics=(str(category["category"]),) if category.get("category") else (),
        losses=(_("pictures"),) if fields.get("figure") else (),
    )
    if truth := dump.fields(TRUTH, key):
        return replace(base, is_true=bool(truth.get("correct")))
    if dump.fields(ESSAY, key) is not None:
        raise CannotUse(kind_is_not_there(_("essay")))
    if dump.fields(CHOICE, key) is None:
        raise CannotUse(_("The dump does not say what kind of question this is."))
    drafted = tuple(
        DraftOption(str(each.get("content") or ""), bool(each.get("correct"))) for each in options
    )
    right = sum(option.is_right for option in drafted)
    return replace(base, kind=choice_kind(right), options=drafted)
