"""One cell each: a name, a 学籍号, a telephone number, a sex; CellError says what is wrong."""

import re
import unicodedata
from typing import Literal

from django.utils.translation import gettext as _

from schools.roster.characters import drop_invisible
from schools.roster.errors import CellError
from schools.roster.rows import Cell

LONGEST_NAME = 40
FORMULA_MARKS = "=+-@＝＋－＠"
DOTS = re.compile(r"\s*[·•‧・･∙⋅●]\s*")
LATIN_DOTS = re.compile(r"(?<=[^\x00-\x7f])\s*[.．]\s*(?=[^\x00-\x7f])")
NOT_GIVEN = {"", "无", "暂无", "没有", "待定", "待办", "未办", "未知", "-", "--", "—", "——", "/"}

STUDENT_ID = re.compile(r"[0-9A-Z-]{1,24}")
NATIONAL_ID = re.compile(r"G?(\d{17}[0-9X])")
# What Excel makes of 18 digits in a numeric cell: the last ones are gone for good.
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+?\d+")
EXACT_BELOW = 10**15

MOBILE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})")
LANDLINE = re.compile(r"(?:\+?86)?(0\d{2,3}[2-9]\d{6,7}|[2-9]\d{6,7})")
SEXES: dict[str, Literal["m", "f"]] = {"男": "m", "男性": "m", "女": "f", "女性": "f"}


def plain_text(value: Cell) -> str:
    """A cell as one line of text: a number without ".0", no blanks at the ends."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(drop_invisible(str(value)).split())


def clean_name(value: Cell) -> str:
    """A person's name: inner blanks gone in Chinese, single between Latin words, one kind of ·.

    Raises CellError when it is missing, a formula, without a letter, with an emoji, or too long.
    """
    name = unicodedata.normalize("NFC", plain_text(value))
    if not name:
        raise CellError(_("The name is missing. Fill it in."))
    if name[0] in FORMULA_MARKS:
        raise CellError(_("The name is a formula. Type the person's name instead."))
    name = LATIN_DOTS.sub("·", DOTS.sub("·", name))
    name = _close_gaps(re.sub("·{2,}", "·", name)).strip("· ")
    has_picture = any(unicodedata.category(char) == "So" for char in name)
    if has_picture or not any(char.isalpha() for char in name) or re.search(r"\d{6}", name):
        raise CellError(_("This is not a name. Type the person's name."))
    if len(name) > LONGEST_NAME:
        raise CellError(
            _("The name is longer than %(limit)d characters.") % {"limit": LONGEST_NAME}
        )
    return name


def clean_student_id(value: Cell) -> str | None:
    """A 学籍号 in one form for hashing (G and 18 characters), or None when it is not given.

    The identity number without its G is the same 学籍号. Other schools' numbers (letters and
    digits) stay as they are. Raises CellError for one that cannot be right.
    """
    text = unicodedata.normalize("NFKC", plain_text(value)).upper().replace(" ", "")
    text = re.sub(r"\.0+$", "", text.lstrip("'"))
    if text in NOT_GIVEN:
        return None
    if SCIENTIFIC.fullmatch(text) or _is_rounded(value):
        raise CellError(
            _(
                "Excel has rounded the student id, so its last digits are lost. Format the "
                "column as text and enter it again."
            )
        )
    if national := NATIONAL_ID.fullmatch(text):
        return f"G{national[1]}"
    if text.startswith("G") or not STUDENT_ID.fullmatch(text):
        raise CellError(_("The student id is not G and 18 characters. Check it."))
    return text


def clean_phone(value: Cell) -> str | None:
    """A mainland mobile (11 digits) or landline as digits, or None when none is given.

    Of several in one cell the first readable one counts. Raises CellError when none is readable.
    """
    return next(iter(clean_phones(value)), None)


def clean_phones(value: Cell) -> tuple[str, ...]:
    """Every readable number of a cell, each once. Raises CellError when there is text but none."""
    text = unicodedata.normalize("NFKC", plain_text(value)).lstrip("'")
    if text in NOT_GIVEN:
        return ()
    parts = re.split(r"[/、,;；，]|\s{1,}(?=1[3-9])", text)
    if phones := tuple(dict.fromkeys(phone for part in parts if (phone := _phone(part)))):
        return phones
    raise CellError(
        _(
            "The telephone number is neither a mobile number of 11 digits nor a landline. It "
            "was left out."
        )
    )


def _phone(part: str) -> str:
    digits = re.sub(r"[\s()-]", "", re.sub(r"\.0+$", "", part))
    found = MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits)
    return found[1] if found else ""


def clean_sex(value: Cell) -> Literal["m", "f", ""]:
    """ "m", "f", or "" when it is not given or not one of the two."""
    return SEXES.get(plain_text(value), "")


def _close_gaps(name: str) -> str:
    """Drop a blank that has a Chinese character or a middle dot on either side."""
    return re.sub(
        r"(?<=[⺀-\uffff\U00020000-\U0003ffff·]) | (?=[⺀-\uffff\U00020000-\U0003ffff·])", "", name
    )


def _is_rounded(value: Cell) -> bool:
    """Whether a numeric cell is too long to be exact; Excel fills such numbers up with zeros."""
    if isinstance(value, float):
        return value >= EXACT_BELOW
    return isinstance(value, int) and value >= EXACT_BELOW and value % 1000 == 0
