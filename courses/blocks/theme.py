"""Blocks of a monthly theme's page."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class WeekBlock(blocks.StructBlock):
    """每周安全教育内容: one week of the month in a sentence, with its lesson where there is one."""

    number = blocks.IntegerBlock(
        validators=[MinValueValidator(1), MaxValueValidator(30)], label=_("Week number")
    )
    title = blocks.CharBlock(max_length=60, label=_("Title"))
    text = blocks.TextBlock(max_length=300, rows=2, label=_("Text"))

    class Meta:
        icon = "calendar"
        label = _("Week")
        description = _("What one week of the month is about.")
        template = "courses/blocks/week.html"
        preview_value = {"number": 13, "title": "防溺水", "text": "冰面不上，池塘不近。"}


class TipsBlock(blocks.StructBlock):
    """家庭提示: nobody asks back whether a family did them."""

    tips = blocks.ListBlock(
        blocks.CharBlock(max_length=200, label=_("Family tip")),
        min_num=1,
        max_num=10,
        label=_("Family tips"),
    )

    class Meta:
        icon = "home"
        label = _("Family tips")
        description = _("Things to do at home together. Nobody is asked to report back.")
        template = "courses/blocks/tips.html"
        preview_value = {"tips": ["和孩子在家里走一圈，找出三处可能有危险的地方。"]}
