"""How people write the answer to a question: letters, numbers, ticks and words. Pure."""

import re
import unicodedata

from django.utils.translation import gettext as _

from quizzes.exchange.items import LETTERS, CannotUse

TRUE_WORDS = frozenset({"√", "✓", "✔", "☑", "对", "正确", "是", "真", "t", "true", "yes", "y"})
FALSE_WORDS = frozenset(
    {"×", "✗", "✘", "x", "错", "错误", "不正确", "不对", "否", "假", "f", "false", "no", "n", "╳"}
)
BETWEEN = re.compile(r"[\s,，、;；.．和及/|]+")


def fold_answer(text: str) -> str:
    """An answer as it is compared: NFKC, lower case, without blanks and closing marks."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    return plain.strip('。.;；,，、()（）[]【】"“” ')


def truth_of(text: str) -> bool | None:
    """What a tick, a cross or a word says; None when it says neither."""
    folded = fold_answer(text)
    return True if folded in TRUE_WORDS else False if folded in FALSE_WORDS else None


def places_of(text: str, options: int) -> list[int]:
    """The places (from 0) that an answer such as ABC, “A、C” or “1,3” names.

    Raises CannotUse for what is neither letters nor numbers, or names no option.
    """
    folded = fold_answer(text)
    words = [word for word in BETWEEN.split(folded) if word]
    if words and all(word.isascii() and word.isdigit() for word in words):
        places = [int(word) - 1 for word in words]
    elif words and all(set(word) <= set(LETTERS) for word in words):
        places = [LETTERS.index(letter) for word in words for letter in word]
    else:
        raise CannotUse(_("The answer “%(text)s” cannot be read.") % {"text": text.strip()[:40]})
    beyond = [place for place in places if not 0 <= place < options]
    if beyond:
        raise CannotUse(
            _("The answer “%(text)s” is not among the options.") % {"text": text.strip()[:40]}
        )
    return list(dict.fromkeys(places))
