"""The list of pages in the admin, without the filters that name people of other schools."""

from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.tables.pages import BulkActionsColumn
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.models import Page

from cms.models import HomePage
from courses.models import LessonPage, MonthlyThemePage, ThemeIndexPage


class OwnPageFilterSet(PageFilterSet):
    """Wagtail offers every author and editor of the deployment by name."""

    owner = None
    edited_by = None
    site = None


class OwnIndexView(ExplorableIndexView):
    """Without the boxes that choose pages for bulk actions, which are shut."""

    template_name = "cms/page_list.html"
    base_columns = tuple(
        column
        for column in ExplorableIndexView.base_columns
        if not isinstance(column, BulkActionsColumn)
    )

    def get_side_panels(self) -> MediaContainer:
        """The panel's links are for who may change the page above the list."""
        may_change = self.permissions.can_edit()
        panels: MediaContainer = super().get_side_panels() if may_change else MediaContainer()
        return panels


class OwnPageViewSet(PageViewSet):
    """The explorer below every page, whatever its type."""

    model = Page
    filterset_class = OwnPageFilterSet
    index_view_class = OwnIndexView

    @property
    def parent_models(self) -> list[type[Page]]:
        return [Page, HomePage, ThemeIndexPage, MonthlyThemePage, LessonPage]


own_pages = OwnPageViewSet()
