"""What quizzes add to the admin: the question bank."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.action_menu import UnpublishMenuItem
from wagtail.snippets.models import register_snippet

from quizzes.bank import exchange
from quizzes.bank.bulk import RetireBulkAction
from quizzes.bank.menu import RetireMenuItem
from quizzes.bank.viewset import question_bank
from quizzes.models import Question
from schools.scoping.bulk import ScopedDeleteBulkAction

register_snippet(question_bank)
hooks.register("register_admin_urls", exchange.urlpatterns)
hooks.register("register_bulk_action", RetireBulkAction)
hooks.register("register_bulk_action", ScopedDeleteBulkAction, order=1000)


@hooks.register("construct_snippet_action_menu")
def offer_to_retire(items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """In place of Wagtail's “unpublish”, which asks for the permission to publish."""
    if context["model"] is Question:
        items[:] = [item for item in items if not isinstance(item, UnpublishMenuItem)]
        retire = RetireMenuItem(order=20)
        if retire.is_shown(context):
            items.append(retire)
