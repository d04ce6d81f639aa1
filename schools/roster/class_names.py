"""Class names in the spellings that schools use: 三年级(1)班, 三1班, 3.1, 301, 初一(2)班, 大班."""

import re
from dataclasses import dataclass

from schools.choices import HIGHEST_GRADE, System
from schools.roster.characters import fold

HIGHEST_NUMBER = 99
DIGITS = "一二三四五六七八九"
KINDERGARTEN = {"小": -2, "中": -1, "大": 0}

HAN_NUMBER = f"(?:[{DIGITS}]?十[{DIGITS}]?|[{DIGITS}])"
NUMBER = rf"(?:{HAN_NUMBER}|\d{{1,2}})"
CLASS = rf"(?:\((?P<n1>{NUMBER})\)|(?P<n2>{NUMBER}))"

GRADE_TITLE = re.compile(
    rf"(?P<stage>初中?|高中?|小学)?(?P<grade>{NUMBER})年级|(?P<short>[初高])(?P<year>[一二三四])"
    r"|^(?P<small>[小中大])班"
)
# Each spelling that names grade and class; the first that fits the whole text counts.
SPELLINGS = tuple(
    re.compile(rf"(?:{spelling})班?")
    for spelling in (
        rf"(?P<small>[小中大])班?-?{CLASS}",  # 小一班, 中(2)班, 小班1班
        r"(?P<lone>[小中大])班",
        rf"(?P<stage>初中?|高中?|小学)(?P<grade>{NUMBER})年级-?{CLASS}",
        rf"(?P<stage>[初高])(?P<grade>[一二三四1-4])-?{CLASS}",
        rf"(?P<grade>{NUMBER})年级?-?第?{CLASS}",
        rf"(?P<grade>{NUMBER})\((?P<n1>{NUMBER})\)",
        rf"(?P<grade>{NUMBER})[.-](?P<n1>{NUMBER})",
        r"(?P<grade>\d{1,2})(?P<n1>\d{2})",
        rf"(?P<grade>[{DIGITS}])(?P<n1>\d{{1,2}})",
        rf"(?P<grade>\d{{1,2}})(?P<n1>{HAN_NUMBER})",
    )
)
ADJACENT = re.compile(rf"(?P<grade>[{DIGITS}])(?P<n1>{HAN_NUMBER})班")  # 三一班
BARE = re.compile(rf"第?{CLASS}班?")
STRONG_SEPARATORS = re.compile(r"[、，,;；/\n\r]+")
NOTHING = {"", "无", "-", "--", "—", "——"}


@dataclass(frozen=True, order=True)
class ClassKey:
    """A class within a school on a date: grade -2 (小班) to 12, and its number in the grade."""

    grade: int
    number: int


def parse_class_name(
    value: object, *, system: str = System.SIX_THREE, default_grade: int | None = None
) -> ClassKey | None:
    """The class that `value` (text, or a number such as 3.1 or 301) names, or None.

    `system` decides what 初一 is: 7 in "6-3", 6 in "5-4". `default_grade` is the grade that the
    sheet or another column gives, so that 1班 or 1 alone is enough. Text with two readings (二十班
    is class 20, or class 10 of grade two) is None unless the default grade settles it.
    A numeric cell cannot tell 3.1 from 3.10: both arrive as class 1, as Excel shows them.
    """
    text = _as_text(value)
    found = next((match for pattern in SPELLINGS if (match := pattern.fullmatch(text))), None)
    if found:
        return _key(found, system)
    keys = {key for key in (_adjacent(text, default_grade), _bare(text, default_grade)) if key}
    return keys.pop() if len(keys) == 1 else None


def parse_grade(value: object, *, system: str = System.SIX_THREE) -> int | None:
    """The grade in a 年级 column: 三年级, 3, 三, 初一, 高二, 小班; None when it is not one."""
    text = _as_text(value)
    if match := GRADE_TITLE.fullmatch(text):
        return _grade(match, system)
    if text in KINDERGARTEN:
        return KINDERGARTEN[text]
    return _in_range(_number(text)) if re.fullmatch(NUMBER, text) else None


def grade_in_title(title: str, *, system: str = System.SIX_THREE) -> int | None:
    """The grade that a sheet's name carries (三年级, 2026高一名单); never a bare number."""
    match = GRADE_TITLE.search(fold(title))
    return _grade(match, system) if match else None


def class_in_title(title: str, *, system: str = System.SIX_THREE) -> ClassKey | None:
    """The class that a sheet's name is (三年级1班); never a bare number such as 301."""
    return parse_class_name(title, system=system) if fold(title).endswith("班") else None


def parse_class_list(
    value: object, *, system: str = System.SIX_THREE
) -> tuple[tuple[ClassKey, ...], tuple[str, ...]]:
    """The classes in "二(2)班、三(1)班 一(1)班", in order and once each, and what was not read."""
    keys: dict[ClassKey, None] = {}
    unread: list[str] = []
    grade: int | None = None
    for piece in _pieces("" if value is None else str(value), system):
        key = parse_class_name(piece, system=system, default_grade=grade)
        if key:
            keys[key] = None
            grade = key.grade  # 三(1)、(2)班: the second is of grade three as well
        elif fold(piece) not in NOTHING:
            unread.append(piece)
    return tuple(keys), tuple(unread)


def _pieces(text: str, system: str) -> list[str]:
    """Split at separators, and at blanks unless they stand inside a name (三年级 (1)班)."""
    pieces: list[str] = []
    for part in STRONG_SEPARATORS.split(text):
        words = part.split()
        while words:
            whole = (n for n in (3, 2) if parse_class_name("".join(words[:n]), system=system))
            taken = next(whole, 1)
            pieces.append("".join(words[:taken]))
            words = words[taken:]
    return pieces


def _as_text(value: object) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = fold(str(value)).replace("班)", ")")
    return text[:-2] if re.fullmatch(r"\d+\.0", text) else text


def _key(match: re.Match[str], system: str) -> ClassKey | None:
    named = match.groupdict()
    if named.get("lone"):
        return ClassKey(KINDERGARTEN[named["lone"]], 1)
    number = _number(named.get("n1") or named.get("n2") or "")
    grade = _grade(match, system)
    if grade is None or not 1 <= number <= HIGHEST_NUMBER:
        return None
    return ClassKey(grade, number)


def _grade(match: re.Match[str], system: str) -> int | None:
    named = match.groupdict()
    if named.get("small"):
        return KINDERGARTEN[named["small"]]
    stage = (named.get("stage") or named.get("short") or "")[:1]
    year = _number(named.get("grade") or named.get("year") or "")
    before, years = _stage_years(stage, system)
    return before + year if 1 <= year <= years else None


def _stage_years(stage: str, system: str) -> tuple[int, int]:
    """How many grades come before a stage, and how many it has."""
    primary = 6 if system == System.SIX_THREE else 5
    stages = {"小": (0, primary), "初": (primary, 9 - primary), "高": (9, 3)}
    return stages.get(stage, (0, HIGHEST_GRADE))


def _adjacent(text: str, default_grade: int | None) -> ClassKey | None:
    match = ADJACENT.fullmatch(text)
    if not match:
        return None
    key = ClassKey(_number(match["grade"]), _number(match["n1"]))
    if default_grade is None:
        return None if BARE.fullmatch(text) else key
    return key if key.grade == default_grade else None


def _bare(text: str, default_grade: int | None) -> ClassKey | None:
    match = BARE.fullmatch(text)
    if not match or default_grade is None:
        return None
    number = _number(match["n1"] or match["n2"])
    return ClassKey(default_grade, number) if 1 <= number <= HIGHEST_NUMBER else None


def _number(text: str) -> int:
    """12, 十二 or 二十一 as a number; 0 for anything else."""
    if text.isascii():
        return int(text) if text.isdigit() else 0
    tens, ten, ones = text.rpartition("十")
    high = (DIGITS.find(tens) + 1 if tens else 1) if ten else 0
    return high * 10 + (DIGITS.find(ones) + 1 if ones else 0)


def _in_range(grade: int) -> int | None:
    return grade if 1 <= grade <= HIGHEST_GRADE else None
