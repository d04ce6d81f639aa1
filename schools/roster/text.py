"""Rows from a CSV or TSV file in the encodings that Chinese office software writes."""

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from schools.roster.errors import RosterFileError

SNIFFED_LINES = 10


def decode_text(data: bytes) -> str:
    """Decode UTF-8 (with or without BOM), UTF-16 or GBK/GB18030; RosterFileError for others."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _is_text(text):
            return text
    raise RosterFileError(
        _(
            "The file is not a readable table. Open it in Excel or WPS, save it as .xlsx or "
            "as CSV UTF-8 and try again."
        )
    )


def read_rows(text: str) -> Iterator[tuple[str, ...]]:
    """The table's rows; a row is counted as Excel counts it, quoted line breaks and all."""
    # Strict: a lost quotation mark would otherwise swallow the rows that follow it.
    table = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for row in table:
            yield tuple(row)
    except csv.Error as error:
        raise RosterFileError(
            _(
                "The table has a quotation mark out of place. Open it in Excel or WPS, save it "
                "as .xlsx and try again."
            )
        ) from error


def _encodings(data: bytes) -> list[str]:
    if data.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\x00" in data:
        # Every comma and line break has one zero byte in UTF-16; its place tells the order.
        little = data[1::2].count(0) >= data[0::2].count(0)
        return ["utf-16-le"] if little else ["utf-16-be"]
    return ["utf-8", "gb18030"]


def _is_text(text: str) -> bool:
    return not any(char < " " and char not in "\t\r\n" for char in text)


def _delimiter(text: str) -> str:
    lines = text.splitlines()[:SNIFFED_LINES]
    return max(",\t;", key=lambda mark: sum(line.count(mark) for line in lines))
