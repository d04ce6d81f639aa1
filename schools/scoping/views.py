"""The views that need more than the list before them."""

from typing import Any

from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import LiveStatusTagColumn, TitleColumn
from wagtail.admin.views.generic import CopyViewMixin
from wagtail.snippets.views import snippets


class ScopedIndexView(snippets.IndexView):
    """Offers to edit and to delete only what the person may; all else opens to be looked at."""

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        shown = [each.pk for each in context["object_list"]] if not self.is_export else []
        viewset, user = self.model.snippet_viewset, self.request.user
        self._changeable = set(
            viewset.changeable_by(user).filter(pk__in=shown).values_list("pk", flat=True)
        )
        self._deletable = set(
            viewset.deletable_by(user).filter(pk__in=shown).values_list("pk", flat=True)
        )
        return context

    @cached_property
    def list_display(self) -> list[Any]:
        # Wagtail adds a column that asks the database about each row.
        return [each for each in super().list_display if not isinstance(each, LiveStatusTagColumn)]

    def _get_title_column(
        self, field_name: str, column_class: type[TitleColumn] = TitleColumn, **kwargs: Any
    ) -> Any:
        # Wagtail's own shows the newest draft, which is not for everybody who sees the row.
        kwargs.setdefault("accessor", str)
        return super()._get_title_column(field_name, column_class, **kwargs)

    def get_edit_url(self, instance: Model) -> str | None:
        return super().get_edit_url(instance) if instance.pk in self._changeable else None

    def get_delete_url(self, instance: Model) -> str | None:
        return super().get_delete_url(instance) if instance.pk in self._deletable else None


class ScopedCreateView(snippets.CreateView):
    """Starts from the viewset's stamped instance, so that no form can name another owner."""

    def get_initial_form_instance(self) -> Model:
        instance: Model = self.model.snippet_viewset.new_instance(self.request.user)
        return instance


class ScopedCopyView(CopyViewMixin, ScopedCreateView):
    """Its form is sent to the add view, so it starts from something new and not from the old."""

    def get_initial_form_instance(self) -> Model:
        instance: Model = self.model.snippet_viewset.copy_of(self.get_object(), self.request.user)
        return instance


class ScopedInspectView(snippets.InspectView):
    """What is in use, never the newest draft: whoever may see one may not see the other."""

    def get_page_subtitle(self) -> str:
        return str(self.object)

    @cached_property
    def _lists(self) -> tuple[bool, bool]:
        viewset, user = self.model.snippet_viewset, self.request.user
        return (
            viewset.changeable_by(user).filter(pk=self.object.pk).exists(),
            viewset.deletable_by(user).filter(pk=self.object.pk).exists(),
        )

    def get_edit_url(self) -> str | None:
        return super().get_edit_url() if self._lists[0] else None

    def get_delete_url(self) -> str | None:
        return super().get_delete_url() if self._lists[1] else None


class ScopedPreviewOnCreateView(snippets.PreviewOnCreateView):
    def get_object(self) -> Model:
        instance: Model = self.model.snippet_viewset.new_instance(self.request.user)
        return instance
