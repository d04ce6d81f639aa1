"""A paper given to a class."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.choices import Purpose, Reveal, RevealWhen, Setting
from schools.models import Unit

from .papers import Paper


class SittingQuerySet(models.QuerySet["Sitting"]):
    def open_at(self, now: datetime) -> "SittingQuerySet":
        """Opened, and neither ended by the teacher nor past its end."""
        return self.filter(
            models.Q(closes_at=None) | models.Q(closes_at__gt=now), opens_at__lte=now
        )


class Sitting(models.Model):
    """One paper, one class, once. `closes_at` is set ahead, or when the teacher ends it."""

    paper = models.ForeignKey(Paper, models.PROTECT, related_name="sittings")
    class_unit = models.ForeignKey(Unit, models.PROTECT, related_name="sittings")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sittings")
    join_code = models.CharField(_("join code"), max_length=6)
    purpose = models.CharField(
        _("purpose"), max_length=10, choices=Purpose.choices, default=Purpose.PRACTICE
    )
    setting = models.CharField(
        _("setting"), max_length=14, choices=Setting.choices, default=Setting.IN_CLASS
    )
    reveal = models.CharField(max_length=12, choices=Reveal.choices)
    reveal_when = models.CharField(max_length=14, choices=RevealWhen.choices)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering = ["-opens_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="one_unended_sitting_per_code",
                fields=["join_code"],
                condition=models.Q(closes_at=None),
            ),
            models.CheckConstraint(
                name="sitting_closes_after_opening",
                condition=models.Q(closes_at=None) | models.Q(closes_at__gte=models.F("opens_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} in {self.class_unit_id} at {self.opens_at:%F %R}"

    def is_open_at(self, now: datetime) -> bool:
        return self.opens_at <= now and (self.closes_at is None or now < self.closes_at)
