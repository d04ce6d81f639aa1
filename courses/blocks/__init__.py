"""The blocks of which lessons and monthly themes are made."""

from wagtail import blocks

from .case import CaseBlock
from .check import CheckBlock
from .do_dont import DoDontBlock
from .download import DownloadBlock
from .law import LawBlock
from .picture import PictureBlock
from .steps import StepsBlock
from .text import TextBlock
from .theme import TipsBlock, WeekBlock


class LessonBody(blocks.StreamBlock):
    """A lesson from top to bottom; each block is also a slide."""

    text = TextBlock()
    picture = PictureBlock()
    steps = StepsBlock()
    case = CaseBlock()
    law = LawBlock()
    do_dont = DoDontBlock()
    check = CheckBlock()
    download = DownloadBlock()

    class Meta:
        min_num = 1
        max_num = 40
        block_counts = {"download": {"max_num": 5}, "check": {"max_num": 10}}


class ThemeBody(blocks.StreamBlock):
    """A month: its weeks, its family tips, and whatever text it needs."""

    text = TextBlock()
    week = WeekBlock()
    tips = TipsBlock()

    class Meta:
        required = False
        max_num = 20


__all__ = ["LessonBody", "ThemeBody"]
