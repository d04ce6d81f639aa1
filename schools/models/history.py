"""What a roster change changed, row by row, so that it can be undone for a year."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import RosterChangeKind, RowChange

from .units import Unit
from .users import User

COUNT_WORDS = {
    "new_classes": _("new classes"),
    "changed_classes": _("changed classes"),
    "new_people": _("new people"),
    "corrected_people": _("corrected"),
    "joined_people": _("joined a class"),
    "moved_people": _("moved"),
    "left_people": _("left their class"),
    "new_numbers": _("guardians' numbers"),
    "new_posts": _("new posts"),
    "ended_posts": _("posts ended"),
}


class RosterChange(models.Model):
    """One import or one correction of a school's people and classes, done or undone as a whole.

    `from_school` is the other school of a transfer. `detail` holds counts alone.
    """

    school = models.ForeignKey(Unit, models.PROTECT, related_name="roster_changes")
    from_school = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("what"), max_length=20, choices=RosterChangeKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="roster_changes"
    )
    detail = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("when"), db_index=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="undone_roster_changes"
    )

    class Meta:
        verbose_name = _("roster change")
        verbose_name_plural = _("roster changes")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="roster_change_undone_by_needs_undone_at",
                condition=models.Q(undone_by=None) | models.Q(undone_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} at {self.created_at:%F %R}"

    @property
    def counts_text(self) -> str:
        """The counts in one line, in words."""
        pairs = [(COUNT_WORDS.get(name, name), number) for name, number in self.detail.items()]
        return gettext(", ").join(f"{name} {number}" for name, number in pairs)


class RosterChangeRow(models.Model):
    """What happened to one row: `before` and `after` hold the fields that differ, as JSON.

    A created row has no `before` and all of `after`; a deleted one the reverse. `person` is whom
    the row is about, for their copy and their erasure; a class is about nobody.
    """

    change = models.ForeignKey(RosterChange, models.CASCADE, related_name="rows")
    model = models.CharField(max_length=20)
    object_pk = models.PositiveBigIntegerField()
    what = models.CharField(max_length=7, choices=RowChange.choices)
    person = models.ForeignKey(User, models.CASCADE, null=True, related_name="roster_rows")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("changed row")
        verbose_name_plural = _("changed rows")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="one_row_per_changed_object", fields=["change", "model", "object_pk"]
            )
        ]
        indexes = [models.Index(name="changed_object", fields=["model", "object_pk"])]

    def __str__(self) -> str:
        return f"{self.model} {self.object_pk} {self.what}"
