"""The front page."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.queries import current_theme, lessons_of_week
from schools.models import Unit
from schools.queries import current_week

TEXT_FEATURES = ["bold", "ol", "ul", "link"]


class HomePage(Page):
    """What anybody sees first: this month, this week, and the way into the classroom."""

    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="home_pages",
        verbose_name=_("unit"),
        help_text=_("The district whose month and week the page shows."),
    )
    welcome = models.CharField(_("welcome"), max_length=120, blank=True)
    for_parents = RichTextField(_("for parents"), features=TEXT_FEATURES, blank=True)
    for_teachers = RichTextField(_("for teachers"), features=TEXT_FEATURES, blank=True)

    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["courses.ThemeIndexPage"]
    template = "cms/home_page.html"
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("unit"),
        FieldPanel("welcome"),
        FieldPanel("for_parents"),
        FieldPanel("for_teachers"),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The month and the week of the district, as of today."""
        today: date = timezone.localdate()
        return {
            **super().get_context(request, *args, **kwargs),
            "theme": current_theme(self.unit, today),
            "week": current_week(self.unit, today),
            "lessons": lessons_of_week(self.unit, today),
        }

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")
