"""Choosers that offer, and give, only what the person may choose."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from schools.permissions import Viewer


class SearchForm(BaseFilterForm):
    """Looks for a text in the named fields."""

    SEARCHED: ClassVar[tuple[str, ...]] = ()

    q = forms.CharField(
        label=_("Search"),
        widget=forms.TextInput(attrs={"placeholder": _("Search")}),
        required=False,
    )

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        objects, text = super().filter(objects), self.cleaned_data["q"]
        if not text:
            return objects
        self.is_searching, self.search_query = True, text
        condition = Q()
        for name in self.SEARCHED:
            condition |= Q(**{f"{name}__icontains": text})
        return objects.filter(condition)


def is_key(text: str) -> bool:
    """Whether a text from an address can be a row's number."""
    return text.isascii() and text.isdigit() and len(text) < 19


class _Scoped:
    """Starts each view of a chooser from `choosable_by`, which Wagtail's own views do not."""

    choosable_by: Any = None
    request: Any

    def get_object_list(self) -> QuerySet[Any]:
        objects: QuerySet[Any] = self.choosable_by(self.request.user)
        return objects

    def get_object(self, pk: str) -> Any:
        chosen = self.get_objects([pk]).first()
        if chosen is None:
            raise Http404
        return chosen

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=[pk for pk in pks if is_key(pk)])


class ChooseView(_Scoped, chooser.ChooseView):
    pass


class ChooseResultsView(_Scoped, chooser.ChooseResultsView):
    pass


class ChosenView(_Scoped, chooser.ChosenView):
    pass


class ChosenMultipleView(_Scoped, chooser.ChosenMultipleView):
    pass


class ScopedChooserViewSet(ChooserViewSet):
    """Override `choosable_by`; `searched` names the fields in which its search looks."""

    searched: ClassVar[tuple[str, ...]]
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView

    def choosable_by(self, user: Viewer) -> QuerySet[Any]:
        raise NotImplementedError

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        form = type("ChooserSearchForm", (SearchForm,), {"SEARCHED": self.searched})
        own = {"choosable_by": self.choosable_by, "filter_form_class": form}
        common: dict[str, Any] = super().get_common_view_kwargs(**{**own, **kwargs})
        return common

    def get_urlpatterns(self) -> list[Any]:
        """Without the view that makes a new one: nothing is written in a pop-up."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
