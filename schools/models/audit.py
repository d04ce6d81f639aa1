"""Who did what about whom: the log that nobody can rewrite."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import AuditAction, Post, Role, RosterChangeKind, UnitKind

from .history import COUNT_WORDS
from .units import Unit

DETAIL_WORDS = {
    **{c.value: c.label for choices in (UnitKind, Role, Post) for c in choices},
    "unit": _("unit"),
    "post": _("post"),
    "ended": _("ended"),
    **{kind.value: kind.label for kind in RosterChangeKind},
    **COUNT_WORDS,
    "change": _("what was done"),
    "added": _("added"),
    "removed": _("taken away"),
    "report": _("report of an import"),
    "bad-rows": _("rows to correct"),
    "content": _("content log"),
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
    "what": _("what"),
    "audit": _("audit log"),
    "code": _("code of two-step sign-in"),
    "person": _("person"),
    "text": _("text"),
    "guardians": _("guardians"),
    "guardian": _("guardian"),
    "child": _("child"),
    "version": _("version"),
    "panel": _("panel"),
}


class AuditEntry(models.Model):
    """One thing that somebody did. Sealed; removed after a year under an erasure permit.

    No actor: the system did it, or somebody who had not signed in. People are kept as links
    alone, so erasing a person erases their name here too. The network address is not kept: a
    school stands behind one, so it would tell nothing about who it was and much about where a
    parent lives. `detail` holds counts and keys, never names and nothing that somebody typed
    but the reason of an erasure or of a reading.
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
        return gettext(", ").join(
            f"{DETAIL_WORDS.get(key, key)} {_told(key, value)}"
            for key, value in self.detail.items()
        )


def _told(key: str, value: object) -> object:
    """A value in words; what somebody typed stays as it is."""
    is_word = isinstance(value, str) and key != "reason"
    return DETAIL_WORDS.get(str(value), value) if is_word else value
