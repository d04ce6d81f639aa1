"""Whose lessons these are, and what each month is about."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.authoring import AuthorPageForm
from courses.blocks import ThemeBody
from courses.permissions import AuthoredPage
from courses.trails import trail_of
from schools.models import Unit


class ThemeIndexPage(AuthoredPage, Page):
    """The lessons of one unit: a district's for all its schools, or a school's own."""

    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="theme_indexes", verbose_name=_("unit")
    )

    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["courses.MonthlyThemePage"]
    template = "courses/theme_index_page.html"
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("unit", permission="superuser"),  # it says whose all the pages below are
    ]
    base_form_class = AuthorPageForm

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        themes = MonthlyThemePage.objects.child_of(self).live().order_by("-month", "path")
        return {
            **super().get_context(request, *args, **kwargs),
            "themes": themes.select_related("picture"),
        }

    class Meta:
        verbose_name = _("monthly themes")
        verbose_name_plural = _("monthly themes")


class MonthlyThemeQuerySet(PageQuerySet):
    def of_month(self, day: date) -> "MonthlyThemeQuerySet":
        """The themes of the month in which `day` lies."""
        return self.filter(month__year=day.year, month__month=day.month)

    def of_months(self, first: date, last: date) -> "MonthlyThemeQuerySet":
        """The themes of the months from that of `first` to that of `last`."""
        return self.filter(month__gte=first.replace(day=1), month__lte=last)


class MonthlyThemePage(AuthoredPage, Page):
    """每月安全教育主题. `month` is the first day of its month."""

    content_id = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    month = models.DateField(_("month"), help_text=_("Any day of the month."))
    intro = models.TextField(_("introduction"), max_length=600, blank=True)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Leave it empty when the picture only decorates."),
    )
    body = StreamField(ThemeBody(), blank=True, verbose_name=_("body"))

    objects = PageManager.from_queryset(MonthlyThemeQuerySet)()

    parent_page_types: ClassVar[list[str]] = ["courses.ThemeIndexPage"]
    subpage_types: ClassVar[list[str]] = ["courses.LessonPage"]
    template = "courses/monthly_theme_page.html"
    exclude_fields_in_copy: ClassVar[list[str]] = ["content_id", "content_digest"]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("intro"),
        index.SearchField("body"),
    ]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("month"),
        FieldPanel("intro"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("body"),
    ]
    base_form_class = AuthorPageForm

    class Meta:
        verbose_name = _("monthly theme")
        verbose_name_plural = _("monthly themes")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """`weeks` pairs each week of the body with the live lessons of that week."""
        lessons = list(self.get_children().live().specific().order_by("path"))
        weeks = [
            (block.value, [each for each in lessons if each.week == block.value["number"]])
            for block in self.body
            if block.block_type == "week"
        ]
        told = {each.pk for _week, found in weeks for each in found}
        return {
            **super().get_context(request, *args, **kwargs),
            "trail": trail_of(self, request),
            "weeks": weeks,
            "other_lessons": [each for each in lessons if each.pk not in told],
            "other_blocks": [block for block in self.body if block.block_type != "week"],
        }

    def clean(self) -> None:
        """Keep the first of the month, whichever day was typed."""
        super().clean()
        if self.month:
            self.month = self.month.replace(day=1)
