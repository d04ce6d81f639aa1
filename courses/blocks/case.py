from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .base import TEXT_FEATURES, LessonValue, NotesBlock


class CaseBlock(blocks.StructBlock):
    """A story that ends in a question; the answer opens on demand."""

    heading = blocks.CharBlock(max_length=60, label=_("Heading"))
    story = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Story"))
    question = blocks.CharBlock(max_length=200, label=_("Question"))
    answer = blocks.RichTextBlock(features=TEXT_FEATURES, label=_("Answer"))
    notes = NotesBlock()

    class Meta:
        icon = "openquote"
        label = _("Story")
        description = _("A story, a question about it, and an answer that opens on demand.")
        template = "courses/blocks/case.html"
        value_class = LessonValue
        preview_value = {
            "heading": "漂走的篮球",
            "story": "<p>球滚进了池塘，四周没有大人。</p>",
            "question": "如果你在场，你会怎么做？",
            "answer": "<p>先离开水边，再找大人。</p>",
        }
