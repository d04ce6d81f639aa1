"""Only the admin views on this list answer, each for what its rule lets through.

Wagtail's permissions scope pages but not every view (docs/decisions/0009), so a view passes only
after somebody has looked at it and written it down here with its rule. All else is a 404.
"""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode

from cms import admin_rules as rules
from schools.permissions import may_write_lessons

ALLOWED_FOR_AUTHORS: dict[str, rules.Rule] = {
    "wagtailadmin_home": rules.anything,
    "wagtailadmin_login": rules.anything,
    "wagtailadmin_logout": rules.anything,
    "wagtailadmin_javascript_catalog": rules.anything,
    "wagtailadmin_sprite": rules.anything,
    "wagtailadmin_dismissibles": rules.anything,
    "wagtailadmin_block_preview": rules.anything,
    "wagtailadmin_editing_sessions:ping": rules.own_edited_object,
    "wagtailadmin_editing_sessions:release": rules.anything,
    "wagtailadmin_explore": rules.seen_parent,
    "wagtailadmin_explore_results": rules.seen_parent,
    "wagtailadmin_explore_root": rules.anything,
    "wagtailadmin_pages:add": rules.seen_parent,
    "wagtailadmin_pages:add_subpage": rules.seen_parent,
    "wagtailadmin_pages:preview_on_add": rules.seen_parent,
    "wagtailadmin_pages:edit": rules.own_page,
    "wagtailadmin_pages:preview_on_edit": rules.own_page,
    "wagtailadmin_pages:view_draft": rules.own_page,
    "wagtailadmin_pages:delete": rules.own_page,
    "wagtailadmin_pages:unpublish": rules.own_page,
    "wagtailadmin_pages:lock": rules.own_page,
    "wagtailadmin_pages:unlock": rules.own_page,
    "wagtailadmin_pages:usage": rules.own_page,
    "wagtailadmin_pages:history": rules.own_page,
    "wagtailadmin_pages:history_results": rules.own_page,
    "wagtailadmin_pages:revisions_index": rules.own_page,
    "wagtailadmin_pages:revisions_view": rules.own_page,
    "wagtailadmin_pages:revisions_revert": rules.own_page,
    "wagtailadmin_pages:revisions_compare": rules.own_page,
    "wagtailadmin_pages:revisions_unschedule": rules.own_page,
    "wagtailadmin_pages:workflow_action": rules.own_page_and_request,
    "wagtailadmin_pages:collect_workflow_action_data": rules.own_page_and_request,
    "wagtailadmin_pages:confirm_workflow_cancellation": rules.own_page,
    "wagtailadmin_pages:workflow_preview": rules.own_page,
    "wagtailadmin_pages:workflow_history": rules.own_page,
    "wagtailadmin_pages:workflow_history_detail": rules.own_page,
    "wagtailadmin_choose_page": rules.any_page_type,
    "wagtailadmin_choose_page_child": rules.linkable_parent,
    "wagtailadmin_choose_page_search": rules.any_page_type,
    "wagtailadmin_choose_page_external_link": rules.anything,
    "wagtailadmin_choose_page_email_link": rules.anything,
    "wagtailadmin_choose_page_phone_link": rules.anything,
    "wagtailadmin_choose_page_anchor_link": rules.anything,
    "wagtailimages_chooser:choose": rules.anything,
    "wagtailimages_chooser:choose_results": rules.anything,
    "wagtailimages_chooser:chosen": rules.usable_image,
    "wagtailimages_chooser:create": rules.anything,
    "wagtaildocs_chooser:choose": rules.anything,
    "wagtaildocs_chooser:choose_results": rules.anything,
    "wagtaildocs_chooser:chosen": rules.usable_file,
    "wagtaildocs_chooser:create": rules.anything,
    "question_bank:list": rules.anything,
    "question_bank:list_results": rules.anything,
    "question_bank:add": rules.anything,
    "question_bank:copy": rules.anything,
    "question_bank:inspect": rules.anything,
    "question_bank:edit": rules.anything,
    "question_bank:delete": rules.anything,
    "question_bank:unpublish": rules.anything,
    "question_bank:usage": rules.anything,
    "question_bank:history": rules.anything,
    "question_bank:history_results": rules.anything,
    "question_bank:revisions_view": rules.anything,
    "question_bank:revisions_revert": rules.anything,
    "question_bank:revisions_compare": rules.anything,
    "question_bank:lock": rules.anything,
    "question_bank:unlock": rules.anything,
    "question_bank:preview_on_add": rules.anything,
    "question_bank:preview_on_edit": rules.anything,
    "question_bank:workflow_action": rules.anything,
    "question_bank:collect_workflow_action_data": rules.anything,
    "question_bank:confirm_workflow_cancellation": rules.anything,
    "question_bank:workflow_preview": rules.anything,
    "question_bank:workflow_history": rules.anything,
    "question_bank:workflow_history_detail": rules.anything,
    "wagtail_bulk_action": rules.scoped_bulk_action,
    "question_chooser:choose": rules.anything,
    "question_chooser:choose_results": rules.anything,
    "question_chooser:chosen": rules.anything,
    "question_chooser:chosen_multiple": rules.anything,
}


def _to_own_account(request: HttpRequest) -> HttpResponse:
    """Wagtail's page asks for what is not kept here; the password is changed on ours."""
    return HttpResponseRedirect(resolve_url("password_change"))


def _to_explorer(request: HttpRequest) -> HttpResponse:
    """The search box beside the menu searches every page; the list of lessons searches its own."""
    query = urlencode({"q": request.GET.get("q", "")})
    return HttpResponseRedirect(f"{resolve_url('wagtailadmin_explore_root')}?{query}")


# Wagtail's frame links to these from every screen.
SENT_ELSEWHERE: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "wagtailadmin_account": _to_own_account,
    "wagtailadmin_pages:search": _to_explorer,
}


class AdminGateMiddleware:
    """Answers 404 to any admin view or object that is not allowed, superusers excepted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        # Not `path`: that begins with SCRIPT_NAME, which a client may be able to send.
        if not request.path_info.startswith("/admin/") or request.resolver_match is None:
            return None
        if request.user.is_authenticated and request.user.is_superuser:
            return None
        name = request.resolver_match.view_name
        if name in SENT_ELSEWHERE and may_write_lessons(request.user):
            return SENT_ELSEWHERE[name](request)
        rule = ALLOWED_FOR_AUTHORS.get(name)
        # Who is not signed in learns nothing: Wagtail sends them to sign in first.
        keys = {"page_id": args[0], **kwargs} if args else kwargs
        if rule is None or (request.user.is_authenticated and not rule(request, keys)):
            raise Http404
        return None
