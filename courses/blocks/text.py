from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import TEXT_FEATURES, LessonValue, NotesBlock


class TextBlock(blocks.StructBlock):
    """A heading and a few sentences."""

    heading = blocks.CharBlock(required=False, max_length=60, label=_("Heading"))
    text = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Text"))
    notes = NotesBlock()

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        description = _("A heading and a few sentences or a list.")
        template = "courses/blocks/text.html"
        value_class = LessonValue
        preview_value = {
            "heading": "今天学会三件事",
            "text": "<p>先<b>看清</b>哪里有危险，再想好怎样躲开。</p>",
        }
