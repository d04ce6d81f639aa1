from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from .base import LessonValue, NotesBlock


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=40, label=_("Title"))
    text = blocks.TextBlock(max_length=300, rows=2, label=_("Text"))
    image = ImageChooserBlock(required=False, label=_("Picture"))
    alt = blocks.CharBlock(
        required=False,
        max_length=200,
        label=_("What the picture shows"),
        help_text=_("Read aloud to those who cannot see the picture."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Step")

    def clean(self, value: Any) -> Any:
        """Refuse a picture without words for it."""
        cleaned = super().clean(value)
        if cleaned["image"] and not cleaned["alt"].strip():
            message = _("Say in words what the picture shows.")
            raise StructBlockValidationError(block_errors={"alt": ValidationError(message)})
        return cleaned


@dataclass(frozen=True)
class StepPart:
    """One step on a slide of its own; numbers run from 1."""

    number: int
    of: int
    step: Any


class StepsValue(LessonValue):
    @property
    def parts(self) -> list[Any]:
        """A slide a step when any step has a picture, or else one slide for all."""
        steps = list(self["steps"])
        if not any(step["image"] for step in steps):
            return [None]
        return [StepPart(number, len(steps), step) for number, step in enumerate(steps, 1)]


class StepsBlock(blocks.StructBlock):
    """What to do first, second, third."""

    heading = blocks.CharBlock(max_length=60, label=_("Heading"))
    steps = blocks.ListBlock(StepBlock(), min_num=2, max_num=8, label=_("Steps"))
    notes = NotesBlock()

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        description = _("What to do first, second, third; each step may have a picture.")
        template = "courses/blocks/steps.html"
        value_class = StepsValue
        preview_value = {
            "heading": "遇到火情怎么办",
            "steps": [
                {"title": "喊", "text": "大声呼救，叫附近的大人。"},
                {"title": "跑", "text": "弯下腰，沿着墙走到外面。"},
                {"title": "打", "text": "到了安全的地方再打 119。"},
            ],
        }
