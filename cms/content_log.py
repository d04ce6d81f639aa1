"""Wagtail's log of what was written and published, as one list for the auditor."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from cms.permissions import model_log_visible_to, page_log_visible_to
from schools.permissions import Viewer
from schools.views.audit import start_of

ACTIONS = {
    "wagtail.create": _("Made"),
    "wagtail.copy": _("Copied"),
    "wagtail.edit": _("Edited"),
    "wagtail.rename": _("Renamed"),
    "wagtail.move": _("Moved to another place"),
    "wagtail.workflow.start": _("Sent for approval"),
    "wagtail.workflow.approve": _("Approved"),
    "wagtail.workflow.reject": _("Sent back"),
    "wagtail.workflow.resume": _("Sent for approval again"),
    "wagtail.workflow.cancel": _("Approval called off"),
    "wagtail.publish": _("Published"),
    "wagtail.publish.schedule": _("Set a day to publish"),
    "wagtail.unpublish": _("Unpublished"),
    "wagtail.revert": _("Went back to an earlier version"),
    "wagtail.delete": _("Deleted for good"),
}
COLUMNS = ("timestamp", "action", "label", "who", "source", "id")


@dataclass(frozen=True)
class ContentEntry:
    """One line: what was done to what, by whom (empty: the system, or somebody erased)."""

    at: datetime
    action: str
    label: str
    who: str

    @classmethod
    def of(cls, row: dict[str, Any]) -> "ContentEntry":
        return cls(row["timestamp"], str(ACTIONS[row["action"]]), row["label"], row["who"] or "")


def content_entries(
    user: Viewer,
    now: datetime,
    *,
    action: str = "",
    since: date | None = None,
    until: date | None = None,
    person: str = "",
) -> QuerySet[Any, dict[str, Any]]:
    """Rows for `ContentEntry.of`, the newest first; days are included, both."""
    asked: dict[str, Any] = {"action__in": [action] if action else list(ACTIONS)}
    if since:
        asked["timestamp__gte"] = start_of(since)
    if until:
        asked["timestamp__lt"] = start_of(until + timedelta(days=1))
    if person:
        asked["user__name__icontains"] = person
    logs = {"page": page_log_visible_to(user, now), "model": model_log_visible_to(user, now)}
    pages, models = (
        log.filter(**asked)
        .order_by()
        .annotate(who=F("user__name"), source=Value(source))
        .values(*COLUMNS)
        for source, log in logs.items()
    )
    return pages.union(models, all=True).order_by("-timestamp", "source", "-id")
