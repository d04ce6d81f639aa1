"""A file of questions in any of the formats: which it is, and what it holds. Pure."""

from collections.abc import Callable
from pathlib import PurePath

from django.utils.translation import gettext as _

from quizzes.exchange.aiken import ANSWER, read_aiken
from quizzes.exchange.django_quiz import read_django_quiz
from quizzes.exchange.gift import places_of, read_gift
from quizzes.exchange.items import ExchangeError, Reading
from quizzes.exchange.moodlexml import read_moodlexml
from quizzes.exchange.sheet import read_sheets_of_questions
from quizzes.exchange.typed import read_typed
from quizzes.exchange.word import read_word
from schools.roster.archive import ZIP_HEADERS
from schools.roster.errors import RosterFileError
from schools.roster.reader import read_sheets
from schools.roster.text import decode_text

MOST_BYTES = 20 * 1024 * 1024
BY_SUFFIX = {
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".csv": "xlsx",
    ".tsv": "xlsx",
    ".xml": "moodlexml",
    ".json": "django-quiz",
    ".gift": "gift",
}
READERS: dict[str, Callable[[bytes], Reading]] = {
    "docx": lambda data: read_typed(read_word(data)),
    "text": lambda data: read_typed(decode_text(data)),
    "gift": lambda data: read_gift(decode_text(data)),
    "aiken": lambda data: read_aiken(decode_text(data)),
    "moodlexml": read_moodlexml,
    "django-quiz": read_django_quiz,
}
FORMATS = ("auto", "xlsx", *READERS)


def read_questions(data: bytes, *, filename: str, wanted: str = "auto") -> Reading:
    """What a file holds. `wanted` is one of FORMATS. Raises ExchangeError."""
    if len(data) > MOST_BYTES:
        limit = {"limit": MOST_BYTES // 1024 // 1024}
        raise ExchangeError(_("The file is larger than %(limit)d MB.") % limit)
    if not data.strip():
        raise ExchangeError(_("The file is empty. Check that you chose the right one."))
    try:
        name = guess_format(data, filename) if wanted == "auto" else wanted
        if name == "xlsx":
            return read_sheets_of_questions(read_sheets(data, filename))
        return READERS[name](data)
    except RosterFileError as error:
        raise ExchangeError(str(error)) from error


def guess_format(data: bytes, filename: str) -> str:
    """By the file's ending, and for a text by what stands in it."""
    found = BY_SUFFIX.get(PurePath(filename).suffix.lower())
    if found:
        return found
    if data.startswith(ZIP_HEADERS):
        return "docx"
    text = decode_text(data)
    if any(ANSWER.fullmatch(line.strip()) for line in text.splitlines()):
        return "aiken"
    braces = next(places_of(text, "{"), None) is not None
    return "gift" if braces and next(places_of(text, "}"), None) is not None else "text"
