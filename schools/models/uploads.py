"""A roster file between its preview and its confirmation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class RosterUpload(models.Model):
    """A file that an officer uploaded, for a day at most, in the database and never in media.

    Once imported the file is gone, and `report` says what became of it.
    """

    school = models.ForeignKey(Unit, models.CASCADE, related_name="roster_uploads")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roster_uploads")
    filename = models.CharField(_("file name"), max_length=100)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict, blank=True)
    report = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("roster upload")
        verbose_name_plural = _("roster uploads")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="imported_roster_keeps_no_file",
                condition=models.Q(
                    imported_at__isnull=True, content__isnull=False, report__isnull=True
                )
                | models.Q(imported_at__isnull=False, content__isnull=True, report__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.filename
