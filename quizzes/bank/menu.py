"""The button with which an approver takes a question out of use."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.action_menu import UnpublishMenuItem

from quizzes.permissions import questions_to_approve


class RetireMenuItem(UnpublishMenuItem):
    label = _("Retire")

    def is_shown(self, context: dict[str, Any]) -> bool:
        if context["view"] != "edit" or context.get("locked_for_user"):
            return False
        mine = questions_to_approve(context["request"].user)
        return bool(mine.filter(pk=context["instance"].pk, live=True).exists())
