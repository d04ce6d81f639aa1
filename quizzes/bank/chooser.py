"""The chooser of questions: those that an author may use in a lesson."""

from typing import ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from quizzes.models import Question
from quizzes.permissions import questions_to_use
from schools.permissions import Viewer
from schools.scoping.choosers import ScopedChooserViewSet


class QuestionChooserViewSet(ScopedChooserViewSet):
    model = Question
    icon = "help"
    choose_one_text = _("Choose a question")
    choose_another_text = _("Choose another question")
    edit_item_text = _("Edit this question")
    searched: ClassVar[tuple[str, ...]] = ("stem", "explanation")

    def choosable_by(self, user: Viewer) -> QuerySet[Question]:
        return questions_to_use(user)
