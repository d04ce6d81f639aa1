"""A Word document as the lines that a reader of typed questions takes, numbering included."""

import io
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from quizzes.exchange.items import LETTERS, ExchangeError
from schools.roster.archive import check_workbook_archive, refuse_ole
from schools.roster.errors import RosterFileError

DOCUMENT_PART = "word/document.xml"
LETTER_FORMATS = ("upperLetter", "lowerLetter")
COUNTED_FORMATS = (*LETTER_FORMATS, "decimal", "decimalFullWidth", "chineseCounting")

Numbering = tuple[str, str]  # the list and its level


def read_word(data: bytes) -> str:
    """The text of a document, a line a paragraph or row of a table; automatic numbers are written.

    Raises ExchangeError.
    """
    try:
        refuse_ole(data)
        check_workbook_archive(data, DOCUMENT_PART)
        document = Document(io.BytesIO(data))
        return "\n".join(lines_of(document))
    except RosterFileError as error:
        raise ExchangeError(
            _("This is not a Word document that can be opened safely. Save it as .docx again.")
        ) from error
    except Exception as error:  # a damaged part can raise anything at all in the parser
        raise ExchangeError(
            _("The Word document is damaged. Open it in Word or WPS and save it as .docx again.")
        ) from error


def lines_of(document: WordDocument) -> Iterator[str]:
    """Paragraphs and rows of tables, in the order in which they are read."""
    formats = formats_of(document)
    counts: dict[Numbering, int] = defaultdict(int)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # Not `row.cells`: it repeats a cell as often as the file says that it spans.
                cells = (_Cell(each, block).text.strip() for each in row._tr.tc_lst)
                yield "　".join(dict.fromkeys(cells))
        else:
            yield from (number_of(block, formats, counts) + block.text).splitlines() or [""]


def number_of(
    paragraph: Paragraph, formats: dict[Numbering, str], counts: dict[Numbering, int]
) -> str:
    """The automatic number or letter in front of a paragraph, "" without one."""
    key = numbering_of(paragraph)
    written = formats.get(key) if key else None
    if not key or written not in COUNTED_FORMATS:
        return ""
    counts[key] += 1
    for other in counts:
        # A new stem begins its own list of options at A.
        if other != key and formats[other] in LETTER_FORMATS and written not in LETTER_FORMATS:
            counts[other] = 0
    if written in LETTER_FORMATS:
        return f"{LETTERS[(counts[key] - 1) % len(LETTERS)].upper()}. "
    return f"{counts[key]}. "


def numbering_of(paragraph: Paragraph) -> Numbering | None:
    """The list and level of a paragraph, of its own or by its style."""
    style = paragraph.style
    holders: list[Any] = [paragraph._p.pPr, style.element.pPr if style is not None else None]
    for holder in holders:
        found = holder.find(qn("w:numPr")) if holder is not None else None
        number = found.find(qn("w:numId")) if found is not None else None
        if found is not None and number is not None:
            level = found.find(qn("w:ilvl"))
            return number.get(qn("w:val")), level.get(qn("w:val")) if level is not None else "0"
    return None


def formats_of(document: WordDocument) -> dict[Numbering, str]:
    """How each list and level is counted: decimal, upperLetter, bullet …"""
    try:
        numbering = document.part.numbering_part.element
    except (KeyError, NotImplementedError):
        return {}
    levels = {
        abstract.get(qn("w:abstractNumId")): {
            level.get(qn("w:ilvl")): value.get(qn("w:val"))
            for level in abstract.findall(qn("w:lvl"))
            if (value := level.find(qn("w:numFmt"))) is not None
        }
        for abstract in numbering.findall(qn("w:abstractNum"))
    }
    return {
        (number.get(qn("w:numId")), level): written
        for number in numbering.findall(qn("w:num"))
        for level, written in levels.get(
            number.find(qn("w:abstractNumId")).get(qn("w:val")), {}
        ).items()
    }
