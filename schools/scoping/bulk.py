"""Bulk actions that find only what the person may act upon."""

from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.functional import cached_property, classproperty
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import get_snippet_models

from schools.scoping.choosers import is_key
from schools.scoping.viewset import ScopedViewSet


class ScopedBulkAction(SnippetBulkAction):
    """`rule` names the viewset's list that the action starts from.

    Wagtail takes every number that is asked for, and all rows there are for `id=all`.
    """

    rule: ClassVar[str] = "changeable_by"

    @classproperty
    def models(cls) -> list[type[Model]]:
        return [
            each for each in get_snippet_models() if isinstance(each.snippet_viewset, ScopedViewSet)
        ]

    def allowed(self) -> QuerySet[Any]:
        """What the person may act upon."""
        objects: QuerySet[Any] = getattr(self.model.snippet_viewset, self.rule)(self.request.user)
        return objects

    @cached_property
    def _selected(self) -> tuple[list[Any], dict[str, list[Any]]]:
        asked = self.request.GET.getlist("id")
        seen = self.model.snippet_viewset.visible_to(self.request.user)
        if "all" in asked:
            seen = self.allowed()
        else:
            seen = seen.filter(pk__in=[pk for pk in asked if is_key(pk)])
        allowed = set(self.allowed().filter(pk__in=seen).values_list("pk", flat=True))
        chosen, refused = [], []
        for each in seen:
            may = each.pk in allowed and self.check_perm(each)
            (chosen if may else refused).append(each)
        if not chosen and not refused:
            raise Http404
        return chosen, {"items_with_no_access": refused}

    def get_actionable_objects(self) -> tuple[list[Any], dict[str, list[Any]]]:
        """The chosen ones, and those that may be seen but not acted upon. Raises Http404."""
        return self._selected


class ScopedDeleteBulkAction(ScopedBulkAction, DeleteBulkAction):
    """Takes the place of Wagtail's for scoped models: of two of a name the later one counts."""

    rule = "deletable_by"
