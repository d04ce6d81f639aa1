from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from .base import LessonValue, NotesBlock


class DownloadValue(LessonValue):
    @property
    def kind(self) -> str:
        """PDF, DOCX: the file's kind in capitals, or nothing when the file is gone."""
        document = self["document"]
        return document.file_extension.upper() if document else ""


class DownloadBlock(blocks.StructBlock):
    """A file to print or to take home."""

    document = DocumentChooserBlock(label=_("File"))
    title = blocks.CharBlock(max_length=60, label=_("Title"))
    description = blocks.CharBlock(required=False, max_length=200, label=_("Description"))
    notes = NotesBlock()

    class Meta:
        icon = "download"
        label = _("Download")
        description = _("A file to print or to take home.")
        template = "courses/blocks/download.html"
        value_class = DownloadValue

    def get_preview_value(self) -> Any:
        """No file: any that stands may be another school's and not published."""
        return self.normalize({"document": None, "title": "家庭防溺水小卡片"})
