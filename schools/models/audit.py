"""Who did what about whom: the log that nobody can rewrite."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import AuditAction

from .units import Unit

DETAIL_WORDS = {
    "kind": _("Roster"),
    "pupils": _("pupils"),
    "staff": _("staff"),
    "new": _("new"),
    "changed": _("changed"),
    "unchanged": _("unchanged"),
    "count": _("number"),
    "attempt": _("attempt"),
    "sitting": _("sitting"),
    "reason": _("reason"),
    "what": _("file"),
    "audit": _("audit log"),
    "person": _("person"),
    "panel": _("panel"),
}


class AuditEntry(models.Model):
    """One thing that somebody did. Sealed; removed after a year under an erasure permit.

    No actor: the system did it, or somebody who had not signed in. People are kept as links
    alone, so erasing a person erases their name here too. The network address is not kept: a
    school stands behind one, so it would tell nothing about who it was and much about where a
    parent lives. `detail` holds counts and keys, never names and nothing that somebody typed
    but the reason of an erasure.
    """

    action = models.CharField(_("what"), max_length=24, choices=AuditAction.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who did it"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("where")
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("about whom"),
    )
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("when"), db_index=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.action} at {self.created_at:%F %R}"

    @property
    def detail_text(self) -> str:
        """The detail as pairs in one line, in words where there are some for it."""
        pairs = [(DETAIL_WORDS.get(key, key), value) for key, value in self.detail.items()]
        return gettext(", ").join(
            f"{name} {DETAIL_WORDS.get(value, value) if isinstance(value, str) else value}"
            for name, value in pairs
        )
