"""What every block of a lesson shares: teacher's notes, and how it turns into slides."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class NotesBlock(blocks.TextBlock):
    """What the teacher says; shown to signed-in staff in the slides, and never found by search."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("rows", 2)
        kwargs.setdefault("label", _("Teacher's notes"))
        kwargs.setdefault("help_text", _("Only teachers see this, in the slides."))
        super().__init__(**kwargs)

    def get_searchable_content(self, value: str) -> list[str]:
        return []


class LessonValue(blocks.StructValue):
    """A block's content. `parts` are its slides, one unless a block says otherwise."""

    @property
    def parts(self) -> list[Any]:
        return [None]

    @property
    def is_question(self) -> bool:
        return False
