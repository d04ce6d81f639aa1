"""The chooser of bank questions: every view of it shows only what the author may use."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet

from courses.authoring import questions_to_use
from quizzes.models import Question


class _Scoped:
    def get_object_list(self) -> QuerySet[Question]:
        return questions_to_use(self.request.user)  # type: ignore[attr-defined]

    def get_object(self, pk: str) -> Question:
        question = self.get_object_list().filter(pk=pk).first()
        if question is None:
            raise Http404
        return question

    def get_objects(self, pks: list[str]) -> QuerySet[Question]:
        return self.get_object_list().filter(pk__in=pks)


class ChooseView(_Scoped, chooser.ChooseView):
    pass


class ChooseResultsView(_Scoped, chooser.ChooseResultsView):
    pass


class ChosenView(_Scoped, chooser.ChosenView):
    pass


class ChosenMultipleView(_Scoped, chooser.ChosenMultipleView):
    pass


class QuestionChooserViewSet(ChooserViewSet):
    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Edit this question")
    choose_view_class = ChooseView
    choose_results_view_class = ChooseResultsView
    chosen_view_class = ChosenView
    chosen_multiple_view_class = ChosenMultipleView

    def get_urlpatterns(self) -> list[Any]:
        """Without the view that makes a new one: questions are not written in a pop-up."""
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]


question_chooser = QuestionChooserViewSet("question_chooser")
