from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from plan.models import LawArticle

from .base import LessonValue, NotesBlock


class LawArticleChooserBlock(blocks.ChooserBlock):
    """A law article from a plain list; there are tens of them, and they are public."""

    target_model = LawArticle
    widget = forms.Select()

    class Meta:
        icon = "doc-full"

    def get_form_state(self, value: Any) -> Any:
        """What a plain select takes in the editor: a list of the chosen keys as text."""
        return self.widget.format_value(getattr(value, "pk", value))


class LawBlock(blocks.StructBlock):
    """The words of a law, with where they stand."""

    law = LawArticleChooserBlock(label=_("Law article"))
    notes = NotesBlock()

    class Meta:
        icon = "doc-full"
        label = _("Law article")
        description = _("An article of a law, with its source and the version in force.")
        template = "courses/blocks/law.html"
        value_class = LessonValue

    def get_preview_value(self) -> Any:
        return self.normalize({"law": LawArticle.objects.first()})
