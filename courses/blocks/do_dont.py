from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import LessonValue, NotesBlock


class DoDontBlock(blocks.StructBlock):
    """Two lists side by side."""

    heading = blocks.CharBlock(required=False, max_length=60, label=_("Heading"))
    do = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("Do this")),
        min_num=1,
        max_num=8,
        label=_("Do this"),
    )
    dont = blocks.ListBlock(
        blocks.CharBlock(max_length=120, label=_("Do not do this")),
        min_num=1,
        max_num=8,
        label=_("Do not do this"),
    )
    notes = NotesBlock()

    class Meta:
        icon = "tick-inverse"
        label = _("Do and don't")
        description = _("What to do and what not to do, side by side.")
        template = "courses/blocks/do_dont.html"
        value_class = LessonValue
        preview_value = {
            "heading": "水边的做法",
            "do": ["出门前说清去哪里", "有大人陪着再游泳"],
            "dont": ["在水边追跑", "踩上野外的冰面"],
        }
