"""Who reads Wagtail's own log of pages and snippets: whoever reads the audit log of a unit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from courses.models import ThemeIndexPage
from schools.domain.audit import KEPT
from schools.models import Membership
from schools.permissions import AUDIT_ROLES, Viewer, paths_with_role


def page_log_visible_to(user: Viewer, now: datetime) -> QuerySet[PageLogEntry]:
    """Twelve months of what became of the units' own pages.

    A page that is gone, and one that is no unit's (the front page), has no place any more: it
    goes by who did it.
    """
    indexes = ThemeIndexPage.objects.order_by()
    own = pages_below(indexes.filter(begins("unit__path", _paths(user))))
    placed = pages_below(indexes)
    entries = PageLogEntry.objects.filter(timestamp__gte=now - KEPT)
    return entries.filter(Q(page__in=own) | (Q(user__in=_colleagues(user)) & ~Q(page__in=placed)))


def model_log_visible_to(user: Viewer, now: datetime) -> QuerySet[ModelLogEntry]:
    """The same of snippets, pictures and documents, by who did it; people are in the audit log."""
    entries = ModelLogEntry.objects.filter(timestamp__gte=now - KEPT)
    return entries.filter(user__in=_colleagues(user)).exclude(content_type__app_label="schools")


def pages_below(indexes: QuerySet[ThemeIndexPage]) -> QuerySet[Page]:
    """The ids of the pages at or below these, as a subquery."""
    return Page.objects.filter(begins("path", indexes.values_list("path", flat=True))).values("pk")


def begins(field: str, paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def _paths(user: Viewer) -> list[str]:
    return paths_with_role(user, AUDIT_ROLES)


def _colleagues(user: Viewer) -> QuerySet[Any, Any]:
    """Who holds a post in the viewer's units today, as a subquery."""
    return Membership.objects.filter(begins("unit__path", _paths(user))).values("user")
