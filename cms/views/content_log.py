"""The content log, beside the audit log and with the same filter."""

from itertools import chain
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cms.content_log import ACTIONS, ContentEntry, content_entries
from schools.forms import AuditFilterForm
from schools.permissions import signed_in
from schools.views.audit import EXPORT_LIMIT, PER_PAGE, read_filter, send_export


def content_filter(request: HttpRequest, data: QueryDict) -> AuditFilterForm:
    """The audit log's filter with the actions of content; its entries lie at no unit."""
    form = read_filter(request, data)
    form.fields["action"].choices = [("", _("Everything")), *ACTIONS.items()]  # type: ignore[attr-defined]
    del form.fields["unit"]
    return form


def chosen(request: HttpRequest, form: AuditFilterForm) -> QuerySet[Any, dict[str, Any]]:
    asked = form.cleaned_data if form.is_valid() else {}
    rows = content_entries(signed_in(request), timezone.now(), **asked)
    return rows if form.is_valid() else rows.none()


@never_cache
@require_safe
def content_log(request: HttpRequest) -> HttpResponse:
    """A page of entries, the newest first, with the filter above."""
    form = content_filter(request, request.GET)
    page = Paginator(chosen(request, form), PER_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET.get(name, "") for name in form.fields}
    context = {
        "form": form,
        "page_obj": page,
        "entries": [ContentEntry.of(row) for row in page],
        "asked": asked,
        "query": urlencode(asked) + "&",
    }
    return render(request, "cms/content_log.html", context)


@never_cache
@require_POST
@transaction.atomic
def content_export(request: HttpRequest) -> HttpResponse:
    """The same entries as a spreadsheet. Taking it is an audit entry."""
    form = content_filter(request, request.POST)
    entries = [ContentEntry.of(row) for row in chosen(request, form)[:EXPORT_LIMIT]]
    head = [_("When"), _("What"), _("Which"), _("Who")]
    rows = ([f"{timezone.localtime(e.at):%F %T}", e.action, e.label, e.who] for e in entries)
    return send_export(request, "content", _("Content log"), list(chain([head], rows)))
