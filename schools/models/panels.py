"""A class panel (一体机) that a teacher's phone signs in for one lesson."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class PanelQuerySet(models.QuerySet["Panel"]):
    def open_at(self, now: datetime) -> "PanelQuerySet":
        """Signed in, and the lesson has not ended."""
        return self.filter(ends_at__gt=now)


class Panel(models.Model):
    """First a panel's question, for minutes; once confirmed, its sign-in until `ends_at`.

    The panel's browser keeps the key of this row in its session, so who photographs the QR gets
    nothing. The QR carries a token of which only the hash stands here.
    """

    token_hash = models.CharField(max_length=64, unique=True)
    number = models.PositiveSmallIntegerField(_("number to compare"))
    asked_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="confirmed_panels"
    )
    class_unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("class panel")
        verbose_name_plural = _("class panels")
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="panel_confirmed_whole_or_not_at_all",
                condition=models.Q(
                    confirmed_by__isnull=True,
                    class_unit__isnull=True,
                    confirmed_at__isnull=True,
                    taken_at__isnull=True,
                    ends_at__isnull=True,
                )
                | models.Q(
                    confirmed_by__isnull=False,
                    class_unit__isnull=False,
                    confirmed_at__isnull=False,
                    ends_at__isnull=False,
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.class_unit_id}"
