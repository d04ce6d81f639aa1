from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from .base import LessonValue, NotesBlock


class PictureBlock(blocks.StructBlock):
    """A picture that carries meaning, so what it shows is told in words too."""

    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        max_length=200,
        label=_("What the picture shows"),
        help_text=_("Read aloud to those who cannot see the picture."),
    )
    caption = blocks.CharBlock(required=False, max_length=200, label=_("Caption"))
    notes = NotesBlock()

    class Meta:
        icon = "image"
        label = _("Picture")
        description = _("One picture with its caption.")
        template = "courses/blocks/picture.html"
        value_class = LessonValue

    def get_preview_value(self) -> Any:
        """The oldest picture: the newest would show what another school has just uploaded."""
        image = get_image_model().objects.order_by("pk").first()
        return self.normalize({"image": image, "alt": "", "caption": "池塘边要离水远一点"})
