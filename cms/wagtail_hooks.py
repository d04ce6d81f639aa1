"""What authors meet in Wagtail's admin: their own pages, and no doors that stay shut."""

from typing import Any

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
)
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.admin_gate import ALLOWED_FOR_AUTHORS
from cms.listings import OwnPageViewSet, own_pages
from courses.permissions import pages_to_link_to, pages_to_see, pages_to_work_on
from schools.permissions import units_to_approve_for, units_to_write_for


@hooks.register("register_admin_viewset")
def register_own_pages() -> OwnPageViewSet:
    return own_pages


@hooks.register("construct_explorer_page_queryset")
def show_own_pages(parent_page: Page, pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return pages.filter(pk__in=pages_to_see(request.user).values("pk"))


@hooks.register("construct_page_chooser_queryset")
def offer_pages_to_link_to(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    return pages.filter(pk__in=pages_to_link_to(request.user).values("pk"))


@hooks.register("construct_main_menu")
def hide_shut_doors(request: HttpRequest, items: list[MenuItem]) -> None:
    """Drop what the gate refuses. Wagtail's own explorer asks an API that is shut, too."""
    if request.user.is_superuser:
        return
    items[:] = [item for item in items if item.name != "explorer" and leads_somewhere(item)]
    url = reverse("wagtailadmin_explore_root")
    items.append(MenuItem(_("Lessons"), url, name="lessons", icon_name="doc-full", order=100))


def leads_somewhere(item: MenuItem) -> bool:
    try:
        return resolve(item.url).view_name in ALLOWED_FOR_AUTHORS
    except Resolver404:
        return False


@hooks.register("construct_homepage_summary_items", order=1000)
def hide_counts(request: HttpRequest, items: list[Any]) -> None:
    """They count every school's pictures and files."""
    if not request.user.is_superuser:
        items.clear()


class StartPanel(Component):
    """Where to write: a new author's dashboard would be empty otherwise."""

    template_name = "cms/admin_start.html"
    order = 100

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        units = units_to_approve_for(user) | units_to_write_for(user)
        sections = Page.objects.filter(themeindexpage__unit__in=units).order_by("path")
        return {"sections": sections}


class OwnEditsPanel(RecentEditsPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        own = pages_to_work_on(parent_context["request"].user)
        edits = context["last_edits"]
        kept = set(own.filter(pk__in=[page.pk for _at, page in edits]).values_list("pk", flat=True))
        return {**context, "last_edits": [pair for pair in edits if pair[1].pk in kept]}


class OwnRequestsPanel(UserObjectsInWorkflowModerationPanel):
    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        states = context["workflow_states"]
        pages = [state.content_object.pk for state in states if is_of_page(state)]
        own = pages_to_work_on(parent_context["request"].user).filter(pk__in=pages)
        kept = set(own.values_list("pk", flat=True))
        shown = [s for s in states if not is_of_page(s) or s.content_object.pk in kept]
        return {**context, "workflow_states": shown}


def is_of_page(state: Any) -> bool:
    return isinstance(state.content_object, Page)


@hooks.register("construct_homepage_panels")
def show_own_work(request: HttpRequest, panels: list[Any]) -> None:
    """Who has left a school no longer reads the titles of what they once wrote there."""
    if request.user.is_superuser:
        return
    own = {
        RecentEditsPanel: OwnEditsPanel,
        UserObjectsInWorkflowModerationPanel: OwnRequestsPanel,
    }
    panels[:] = [StartPanel()] + [
        own[type(panel)]() if type(panel) in own else panel
        for panel in panels
        if not isinstance(panel, LockedPagesPanel)
    ]
