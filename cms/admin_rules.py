"""What each open view of the admin may be asked about: a rule a kind of object.

Wagtail's own checks stay in force behind these. They decide what somebody may do with a page;
the rules here decide whether the page exists for them at all.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.http import HttpRequest
from wagtail.models import Page, TaskState

from courses.authoring import files_to_use, images_to_use
from courses.permissions import pages_to_link_to, pages_to_see, pages_to_work_on
from schools.scoping.viewset import ScopedViewSet

Keys = Mapping[str, Any]
Rule = Callable[[HttpRequest, Keys], bool]


def anything(request: HttpRequest, keys: Keys) -> bool:
    """For views that name no object, or that choose their own objects by a rule."""
    return True


def seen_parent(request: HttpRequest, keys: Keys) -> bool:
    return pages_to_see(request.user).filter(pk=keys["parent_page_id"]).exists()


def own_page(request: HttpRequest, keys: Keys) -> bool:
    return pages_to_work_on(request.user).filter(pk=keys["page_id"]).exists()


def own_page_and_request(request: HttpRequest, keys: Keys) -> bool:
    """Wagtail does not ask whether the request for approval is this page's."""
    page = pages_to_work_on(request.user).filter(pk=keys["page_id"]).first()
    states = TaskState.objects.filter(pk=keys["task_state_id"])
    return page is not None and states.for_instance(page).exists()


def any_page_type(request: HttpRequest, keys: Keys) -> bool:
    """The chooser opens at the pages of the asked type, wherever the first of them lies."""
    return request.GET.get("page_type") in (None, "", "wagtailcore.page")


def linkable_parent(request: HttpRequest, keys: Keys) -> bool:
    linkable = pages_to_link_to(request.user)
    return any_page_type(request, keys) and linkable.filter(pk=keys["parent_page_id"]).exists()


def usable_image(request: HttpRequest, keys: Keys) -> bool:
    return images_to_use(request.user).filter(pk=keys["pk"]).exists()


def usable_file(request: HttpRequest, keys: Keys) -> bool:
    return files_to_use(request.user).filter(pk=keys["pk"]).exists()


def own_edited_object(request: HttpRequest, keys: Keys) -> bool:
    """The editor tells every few seconds that somebody is at work on the page or question."""
    model, key = model_of(keys), str(keys["object_id"])
    if model is None or not key.isdecimal():
        return False
    if issubclass(model, Page):
        return own_page(request, {"page_id": int(key)})
    viewset = scoped_viewset_of(model)
    return viewset is not None and viewset.changeable_by(request.user).filter(pk=key).exists()


def scoped_bulk_action(request: HttpRequest, keys: Keys) -> bool:
    """One view does the bulk actions of every model; scoped models alone choose their objects."""
    model = model_of(keys)
    return model is not None and scoped_viewset_of(model) is not None


def model_of(keys: Keys) -> type[Model] | None:
    try:
        return apps.get_model(keys["app_label"], keys["model_name"])
    except LookupError:
        return None


def scoped_viewset_of(model: type[Model]) -> ScopedViewSet | None:
    viewset = getattr(model, "snippet_viewset", None)
    return viewset if isinstance(viewset, ScopedViewSet) else None
