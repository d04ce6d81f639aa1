"""Marks. Sealed; the run with the highest number counts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from quizzes.choices import MarkCause

from .attempts import Attempt
from .questions import QuestionVersion


class MarkRun(models.Model):
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="mark_runs")
    number = models.PositiveSmallIntegerField()
    cause = models.CharField(max_length=10, choices=MarkCause.choices)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mark run")
        verbose_name_plural = _("mark runs")
        constraints = [
            models.UniqueConstraint(name="one_run_per_number", fields=["attempt", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.number}"


class Mark(models.Model):
    """What one slot was given: `fraction` 0–1 of `points`, or no fraction for a blank."""

    pk = models.CompositePrimaryKey("run", "slot")
    run = models.ForeignKey(MarkRun, models.PROTECT, related_name="marks")
    slot = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="marks")
    value = models.JSONField(null=True)
    fraction = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    points = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        constraints = [
            models.CheckConstraint(
                name="mark_fraction_from_zero_to_one",
                condition=models.Q(fraction=None) | models.Q(fraction__gte=0, fraction__lte=1),
            )
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.slot}"
