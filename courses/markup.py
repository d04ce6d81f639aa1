"""The small markup of our content files, turned into the rich text that pages keep.

Paragraphs are parted by blank lines; `**bold**`; lines that begin with `- ` or `1. ` are lists.
Everything else is text and is escaped.
"""

import re
from html import escape

BULLET = re.compile(r"^- +")
NUMBER = re.compile(r"^\d+\. +")
BOLD = re.compile(r"\*\*(.+?)\*\*")


def inline_markup(text: str) -> str:
    return BOLD.sub(r"<b>\1</b>", escape(text, quote=False))


def rich_text(text: str) -> str:
    """HTML of `p`, `ul`, `ol`, `li` and `b` alone."""
    parts = re.split(r"\n\s*\n", text.strip())
    return "".join(_block(part) for part in parts if part)


def _block(part: str) -> str:
    lines = [line.strip() for line in part.splitlines()]
    for tag, marker in (("ul", BULLET), ("ol", NUMBER)):
        if all(marker.match(line) for line in lines):
            items = (f"<li>{inline_markup(marker.sub('', line))}</li>" for line in lines)
            return f"<{tag}>{''.join(items)}</{tag}>"
    return f"<p>{'<br/>'.join(inline_markup(line) for line in lines)}</p>"
