"""A snippet's views, each behind the list of what the person may see, change, delete or approve."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from django.contrib.admin.utils import unquote
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from wagtail.models import TaskState
from wagtail.snippets.views.snippets import SnippetViewSet

from schools.permissions import Viewer
from schools.scoping.choosers import ScopedChooserViewSet
from schools.scoping.policy import ScopedPermissionPolicy, ScopedURLFinder
from schools.scoping.views import (
    ScopedCopyView,
    ScopedCreateView,
    ScopedIndexView,
    ScopedInspectView,
    ScopedPreviewOnCreateView,
)

View = Callable[..., HttpResponse]


class ScopedViewSet(SnippetViewSet):
    """Override `visible_to`, and the three others where not everybody may do everything.

    Search is the database's own: Wagtail's index refuses to filter across relations.
    """

    RULES: ClassVar[dict[str, str]] = {
        "inspect": "visible_to",
        "copy": "visible_to",
        "delete": "deletable_by",
        "unpublish": "approvable_by",
        "revisions_unschedule": "approvable_by",
        "lock": "approvable_by",
        "unlock": "approvable_by",
    }
    """Which list stands before a view of one object; `changeable_by` before every other."""

    search_backend_name = None
    inspect_view_enabled = True
    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    copy_view_class = ScopedCopyView
    inspect_view_class = ScopedInspectView
    preview_on_add_view_class = ScopedPreviewOnCreateView
    chooser_viewset_class = ScopedChooserViewSet

    def visible_to(self, user: Viewer) -> QuerySet[Any]:
        raise NotImplementedError

    def changeable_by(self, user: Viewer) -> QuerySet[Any]:
        return self.visible_to(user)

    def deletable_by(self, user: Viewer) -> QuerySet[Any]:
        return self.changeable_by(user)

    def approvable_by(self, user: Viewer) -> QuerySet[Any]:
        """What the user may take out of use, lock and unlock."""
        return self.changeable_by(user)

    def new_instance(self, user: Viewer) -> Model:
        """What the add view starts from, with the owner in it whatever the form says."""
        instance: Model = self.model()
        return instance

    def copy_of(self, instance: Any, user: Viewer) -> Model:
        """What the copy view starts from: a new instance with the contents of another."""
        raise NotImplementedError

    @property
    def permission_policy(self) -> ScopedPermissionPolicy:
        return ScopedPermissionPolicy(self)

    @property
    def url_finder_class(self) -> type[ScopedURLFinder]:
        own = {"url_name": self.get_url_name("edit"), "policy": self.permission_policy}
        return type("_ScopedURLFinder", (ScopedURLFinder,), own)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return self.visible_to(request.user)

    def get_urlpatterns(self) -> list[URLPattern]:
        patterns: list[URLPattern] = super().get_urlpatterns()
        for pattern in patterns:
            if "pk" in pattern.pattern.regex.groupindex:
                rule = self.RULES.get(pattern.name or "", "changeable_by")
                pattern.callback = self._behind(getattr(self, rule), pattern.callback)
        return patterns

    def _behind(self, allowed_to: Callable[[Viewer], QuerySet[Any]], view: View) -> View:
        """The view, but a 404 for what is not on the list, just as for what does not exist."""

        @wraps(view)
        def scoped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            instance = one_of(allowed_to(request.user), unquote(str(kwargs["pk"])))
            if "task_state_id" in kwargs:
                # Wagtail would decide on the request of whatever object has this number.
                one_of(TaskState.objects.for_instance(instance), kwargs["task_state_id"])
            return view(request, *args, **kwargs)

        return scoped


def one_of(objects: QuerySet[Any], pk: Any) -> Any:
    """The object with this key, from these alone. Raises Http404."""
    try:
        return objects.get(pk=pk)
    except (objects.model.DoesNotExist, ValueError) as error:
        raise Http404 from error
