"""The list of pages in the admin, without the filters that name people of other schools."""

from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.models import HomePage
from courses.models import LessonPage, MonthlyThemePage, ThemeIndexPage


class OwnPageFilterSet(PageFilterSet):
    """Wagtail offers every author and editor of the deployment by name."""

    owner = None
    edited_by = None
    site = None


class OwnPageViewSet(PageViewSet):
    """The explorer below every page, whatever its type."""

    model = Page
    filterset_class = OwnPageFilterSet

    @property
    def parent_models(self) -> list[type[Page]]:
        return [Page, HomePage, ThemeIndexPage, MonthlyThemePage, LessonPage]


own_pages = OwnPageViewSet()
