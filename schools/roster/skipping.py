"""Rows under the header that are no people: totals, signatures, titles of the next class."""

import re

from schools.roster.characters import fold
from schools.roster.rows import Cell

TOTALS = re.compile(
    r"(本?[班页表]|全[班校]|年级|男女?生?|女生?)?(合计|总计|小计|共计|总人数|人数|共\d+人)"
)
FOOTERS = re.compile(r"(填表|制表|审核|校长签|班主任签|备注|说明|注)[^:]{0,6}:")
TITLES = re.compile(r"花名册|名单|登记表|统计表|一览表|信息表")


def is_skipped(row: tuple[Cell, ...]) -> bool:
    """Whether the row's first words make it a total, a signature line or a title."""
    texts = [text for cell in row if (text := fold(str(cell)) if cell is not None else "")]
    if not texts:
        return True
    first = texts[0]
    if TOTALS.match(first) or FOOTERS.match(first):
        return True
    return len(texts) == 1 and bool(TITLES.search(first))
