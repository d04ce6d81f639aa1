"""Only the admin views on this list answer; every other name under /admin/ is a 404.

Wagtail's permissions scope pages but not every view (see docs/decisions), so a view passes only
after somebody has looked at it and written it down here.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch

ALLOWED_FOR_AUTHORS = frozenset(
    {
        "wagtailadmin_home",
        "wagtailadmin_login",
        "wagtailadmin_logout",
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_explore_root",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_sprite",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:add_subpage",
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_add",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:unpublish",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:history_results",
        "wagtailadmin_pages:revisions_view",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:lock",
        "wagtailadmin_pages:unlock",
        "wagtailimages_chooser:choose",
        "wagtailimages_chooser:choose_results",
        "wagtailimages_chooser:chosen",
        "wagtailimages_chooser:create",
        "wagtaildocs_chooser:choose",
        "wagtaildocs_chooser:choose_results",
        "wagtaildocs_chooser:chosen",
        "wagtaildocs_chooser:create",
        "question_bank:list",
        "question_bank:list_results",
        "question_bank:add",
        "question_bank:copy",
        "question_bank:inspect",
        "question_bank:edit",
        "question_bank:delete",
        "question_bank:unpublish",
        "question_bank:usage",
        "question_bank:history",
        "question_bank:history_results",
        "question_bank:revisions_view",
        "question_bank:revisions_revert",
        "question_bank:revisions_compare",
        "question_bank:lock",
        "question_bank:unlock",
        "question_bank:preview_on_add",
        "question_bank:preview_on_edit",
        "question_bank:workflow_action",
        "question_bank:collect_workflow_action_data",
        "question_bank:confirm_workflow_cancellation",
        "question_bank:workflow_preview",
        "question_bank:workflow_history",
        "question_bank:workflow_history_detail",
        "question_import",
        "question_import_preview",
        "question_template",
        "question_export",
        "question_chooser:choose",
        "question_chooser:choose_results",
        "question_chooser:chosen",
        "question_chooser:chosen_multiple",
    }
)

# One view does every bulk action of every model, so the model and the action say which.
BULK_ACTIONS_FOR_AUTHORS = frozenset(
    {("quizzes", "question", "delete"), ("quizzes", "question", "retire")}
)


def is_allowed(match: ResolverMatch) -> bool:
    """Whether a view of the admin is on the list."""
    if match.view_name == "wagtail_bulk_action":
        names = (match.kwargs.get(key) for key in ("app_label", "model_name", "action"))
        return tuple(names) in BULK_ACTIONS_FOR_AUTHORS
    return match.view_name in ALLOWED_FOR_AUTHORS


class AdminGateMiddleware:
    """Answers 404 to any admin view whose name is not listed, superusers excepted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> None:
        # Not `path`: that begins with SCRIPT_NAME, which a client may be able to send.
        if not request.path_info.startswith("/admin/") or request.resolver_match is None:
            return
        if is_allowed(request.resolver_match):
            return
        if request.user.is_authenticated and request.user.is_superuser:
            return
        raise Http404
