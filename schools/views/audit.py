"""The audit log for auditors and for a school's head and safety officer."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.forms import AuditFilterForm
from schools.models import AuditEntry
from schools.permissions import (
    audit_entries_visible_to,
    reads_audit,
    signed_in,
    units_with_audit,
)
from schools.sheets import XLSX_TYPE, text_sheet

PER_PAGE = 50
EXPORT_LIMIT = 100_000
"""Rows of one file, the newest; who needs older ones narrows the dates."""


def read_filter(request: HttpRequest, data: QueryDict) -> AuditFilterForm:
    """The filter over the viewer's own units. Raises Http404 for who reads no log."""
    if not reads_audit(request.user):
        raise Http404
    return AuditFilterForm(data, units=units_with_audit(request.user))


def chosen_entries(request: HttpRequest, form: AuditFilterForm) -> QuerySet[AuditEntry]:
    """What the viewer may see and asked for; nothing while the form has errors."""
    entries = audit_entries_visible_to(request.user)
    entries = entries.select_related("actor", "about", "unit__school")
    if not form.is_valid():
        return entries.none()
    asked = form.cleaned_data
    if asked["action"]:
        entries = entries.filter(action=asked["action"])
    if asked["unit"]:
        entries = entries.filter(unit__path__startswith=asked["unit"].path)
    if asked["since"]:
        entries = entries.filter(created_at__gte=start_of(asked["since"]))
    if asked["until"]:
        entries = entries.filter(created_at__lt=start_of(asked["until"] + timedelta(days=1)))
    if asked["person"]:
        name = asked["person"]
        entries = entries.filter(Q(actor__name__icontains=name) | Q(about__name__icontains=name))
    return entries


def start_of(day: date) -> datetime:
    """Midnight at which a day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


@never_cache
@require_safe
def audit_log(request: HttpRequest) -> HttpResponse:
    """A page of entries, the newest first, with the filter above."""
    form = read_filter(request, request.GET)
    page = Paginator(chosen_entries(request, form), PER_PAGE).get_page(request.GET.get("page"))
    asked = {name: request.GET.get(name, "") for name in form.fields}
    context = {"form": form, "page_obj": page, "asked": asked, "query": urlencode(asked) + "&"}
    return render(request, "schools/audit_log.html", context)


@never_cache
@require_POST
@transaction.atomic
def audit_export(request: HttpRequest) -> HttpResponse:
    """The same entries as a spreadsheet. Taking it is an entry itself."""
    entries = chosen_entries(request, read_filter(request, request.POST))[:EXPORT_LIMIT]
    return send_export(request, "audit", _("Audit log"), list(_rows(entries)))


def send_export(request: HttpRequest, what: str, title: str, rows: list[list[str]]) -> HttpResponse:
    """Rows (the first are the titles) as a spreadsheet, with an entry that they were taken."""
    post = signed_in(request).memberships.select_related("unit").order_by("unit__path").first()
    record(
        action=AuditAction.EXPORTED,
        actor=signed_in(request),
        unit=post.unit if post else None,
        detail={"what": what, "count": len(rows) - 1},
        now=timezone.now(),
    )
    headers = {"Content-Disposition": f'attachment; filename="{what}.xlsx"'}
    return HttpResponse(text_sheet(title, rows), content_type=XLSX_TYPE, headers=headers)


def _rows(entries: QuerySet[AuditEntry]) -> Iterator[list[str]]:
    yield [_("When"), _("What"), _("Who"), _("About"), _("Where"), _("Details")]
    for entry in entries:
        yield [
            f"{timezone.localtime(entry.created_at):%F %T}",
            entry.get_action_display(),
            str(entry.actor or ""),
            str(entry.about or ""),
            str(entry.unit or ""),
            entry.detail_text,
        ]
