"""What is done with many questions at once."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import classproperty
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quizzes.domain.questions import retire_questions
from quizzes.models import Question
from schools.models import User
from schools.scoping.bulk import ScopedBulkAction


class RetireBulkAction(ScopedBulkAction):
    """Out of use instead of deleted: papers that asked a question keep it."""

    rule = "approvable_by"
    display_name = _("Retire")
    action_type = "retire"
    aria_label = _("Retire the selected questions")
    template_name = "quizzes/admin/confirm_bulk_retire.html"
    action_priority = 20

    @classproperty
    def models(cls) -> list[type[Model]]:
        return [Question]

    def allowed(self) -> QuerySet[Question]:
        return super().allowed().filter(live=True)

    @classmethod
    def execute_action(cls, objects: list[Question], **kwargs: Any) -> tuple[int, int]:
        return retire_questions(questions=objects, by=kwargs["user"]), 0

    def get_execution_context(self) -> dict[str, Any]:
        assert isinstance(self.request.user, User)
        return {**super().get_execution_context(), "user": self.request.user}

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        return ngettext(
            "%(count)d question is no longer in use.",
            "%(count)d questions are no longer in use.",
            num_parent_objects,
        ) % {"count": num_parent_objects}
