"""Questions from a spreadsheet: our own template, and what survey sites such as 问卷星 export."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from quizzes.choices import MarkingRule, QuestionKind
from quizzes.exchange.answers import places_of, truth_of
from quizzes.exchange.items import (
    LETTERS,
    CannotUse,
    Collector,
    Draft,
    DraftOption,
    ExchangeError,
    Reading,
    choice_kind,
    too_many_right,
)
from schools.choices import HIGHEST_GRADE
from schools.roster.cells import plain_text
from schools.roster.characters import fold
from schools.roster.rows import Cell, Sheet

KIND, STEM, ANSWER, WHY, WHYS, SOURCE, TOPICS, RULE, GRADE_MIN, GRADE_MAX = (
    "kind", "stem", "answer", "why", "whys", "source", "topics", "rule", "grade_min", "grade_max",
)  # fmt: skip
TITLES: dict[str, frozenset[str]] = {
    KIND: frozenset({"题型", "题目类型", "试题类型", "类型", "题目题型"}),
    STEM: frozenset(
        {"题干", "题目", "试题", "题目内容", "试题题干", "试题内容", "问题", "题目标题", "标题"}
    ),
    ANSWER: frozenset({"答案", "正确答案", "参考答案", "标准答案"}),
    WHY: frozenset({"解析", "答案解析", "试题解析", "题目解析", "说明"}),
    WHYS: frozenset({"选项说明", "选项解析"}),
    SOURCE: frozenset({"来源", "依据", "法律依据", "法律依据或来源", "出处"}),
    TOPICS: frozenset({"主题", "知识点", "分类", "标签"}),
    RULE: frozenset({"评分规则", "多选评分"}),
    GRADE_MIN: frozenset({"起始年级", "最低年级", "年级从"}),
    GRADE_MAX: frozenset({"结束年级", "最高年级", "年级至"}),
}
OPTION = re.compile(r"(?:选项|答案)?([A-Z])(?:选项)?|选项(\d{1,2})", re.IGNORECASE)
# One line an option: “A：…”.
WHY_LINE = re.compile(r"^\s*([A-Z])\s*[:：.．、]\s*(.+?)\s*$", re.IGNORECASE | re.MULTILINE)
HEADER_WITHIN = 10
KINDS = [
    ("判断", QuestionKind.TRUE_FALSE),
    ("是非", QuestionKind.TRUE_FALSE),
    ("多", QuestionKind.MULTIPLE),
    ("不定项", QuestionKind.MULTIPLE),
    ("单", QuestionKind.SINGLE),
    ("选择", ""),
]
PARTIAL_WORDS = ("部分", "少选", "漏选")

Columns = Mapping[str | int, int]


def read_sheets_of_questions(sheets: Iterable[Sheet]) -> Reading:
    """The questions of all sheets that have a header; skipped rows are named by sheet and row.

    Raises ExchangeError when no sheet has a header with a stem and an answer.
    """
    collector = Collector()
    found = False
    for sheet in sheets:
        for number, row in enumerate(sheet.rows[:HEADER_WITHIN], start=1):
            columns = columns_of(row)
            if STEM in columns and ANSWER in columns:
                found = True
                _read_rows(sheet, number, columns, collector)
                break
    if not found:
        raise ExchangeError(
            _("No sheet has a header with the columns “题干” and “答案”. Use our template.")
        )
    return collector.reading()


def columns_of(row: tuple[Cell, ...]) -> dict[str | int, int]:
    """The place of each known title; options by their place from 0."""
    columns: dict[str | int, int] = {}
    for place, cell in enumerate(row):
        title = fold(plain_text(cell)).strip("*:：")
        name = next((name for name, titles in TITLES.items() if title in titles), None)
        if name:
            columns.setdefault(name, place)
        elif option := OPTION.fullmatch(title):
            letter, number = option[1], option[2]
            columns.setdefault(LETTERS.index(letter.lower()) if letter else int(number) - 1, place)
    return columns


def _read_rows(sheet: Sheet, header: int, columns: Columns, collector: Collector) -> None:
    for number, row in enumerate(sheet.rows[header:], start=header + 1):
        cells = {name: _text(row, place) for name, place in columns.items()}
        if not any(cells.values()):
            continue
        where = _("%(sheet)s row %(row)d") % {"sheet": sheet.name, "row": number}
        try:
            collector.add(draft_of(cells, where))
        except CannotUse as problem:
            collector.skip(where, str(problem))


def _text(row: tuple[Cell, ...], place: int) -> str:
    value = row[place] if place < len(row) else None
    return value.strip() if isinstance(value, str) else plain_text(value)


def draft_of(cells: Mapping[str | int, str], where: str) -> Draft:
    """The question of a row. Raises CannotUse."""
    answer = cells[ANSWER]
    told_kind = cells.get(KIND, "")
    texts = _options(cells)
    kind = next((kind for mark, kind in KINDS if mark in told_kind), None)
    if told_kind and kind is None:
        raise CannotUse(
            _("Questions of the kind “%(name)s” cannot be taken yet.") % {"name": told_kind[:20]}
        )
    base = Draft(
        where,
        QuestionKind.TRUE_FALSE,
        cells[STEM],
        explanation=cells.get(WHY, ""),
        source=cells.get(SOURCE, ""),
        topics=tuple(filter(None, re.split(r"[,，、;；\s]+", cells.get(TOPICS, "")))),
        grade_min=_grade(cells.get(GRADE_MIN, "")),
        grade_max=_grade(cells.get(GRADE_MAX, "")),
    )
    if not answer:
        raise CannotUse(_("There is no answer."))
    truth = truth_of(answer)
    if kind == QuestionKind.TRUE_FALSE or not texts:
        if truth is None and texts:
            truth = truth_of(texts[places_of(answer, len(texts))[0]])
        if truth is None:
            raise CannotUse(_("There are no options, and the answer is neither √ nor ×."))
        return replace(base, is_true=truth)
    places = places_of(answer, len(texts))
    if kind == QuestionKind.SINGLE and len(places) > 1:
        raise CannotUse(too_many_right(len(places)))
    whys = {
        LETTERS.index(each[1].lower()): each[2] for each in WHY_LINE.finditer(cells.get(WHYS, ""))
    }
    options = tuple(
        DraftOption(text, place in places, whys.get(place, "")) for place, text in enumerate(texts)
    )
    is_partial = any(word in cells.get(RULE, "") for word in PARTIAL_WORDS)
    rule = MarkingRule.PARTIAL if is_partial else MarkingRule.ALL_OR_NOTHING
    return replace(base, kind=kind or choice_kind(len(places)), options=options, rule=rule)


def _grade(text: str) -> int | None:
    """A grade as a number from 1 to 12. Raises CannotUse."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= HIGHEST_GRADE):
        raise CannotUse(_("“%(text)s” is not a grade from 1 to 12.") % {"text": text[:20]})
    return int(text)


def _options(cells: Mapping[str | int, str]) -> list[str]:
    """The options in order. Raises CannotUse for an empty one between others."""
    numbered = {place: text for place, text in cells.items() if isinstance(place, int)}
    filled = [place for place, text in numbered.items() if text]
    if not filled:
        return []
    texts = [numbered.get(place, "") for place in range(max(filled) + 1)]
    if "" in texts:
        gap = LETTERS[texts.index("")].upper()
        raise CannotUse(_("Option %(letter)s is empty.") % {"letter": gap})
    return texts
