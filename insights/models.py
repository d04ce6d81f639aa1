"""Derived figures. Nothing here is a fact: one command makes it again from the marks."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plan.models import Indicator
from quizzes.choices import Purpose, Setting
from quizzes.models import Attempt
from schools.models import Unit


class IndicatorScore(models.Model):
    """What one closed attempt says about one indicator.

    `asked` questions of its topics were on the paper; `answered` of them were not left blank and
    `right` had full marks; `earned` of `possible` points were given. `answered` and `right` are
    counts of questions, `earned` and `possible` sums of points.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="scores")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    class_unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    setting = models.CharField(max_length=14, choices=Setting.choices)
    closed_at = models.DateTimeField()
    asked = models.PositiveSmallIntegerField()
    answered = models.PositiveSmallIntegerField()
    right = models.PositiveSmallIntegerField()
    earned = models.DecimalField(max_digits=9, decimal_places=4)
    possible = models.DecimalField(max_digits=9, decimal_places=2)

    class Meta:
        verbose_name = _("indicator score")
        verbose_name_plural = _("indicator scores")
        indexes = [
            models.Index(name="score_by_person", fields=["indicator", "person", "closed_at"])
        ]
        constraints = [
            models.UniqueConstraint(name="one_score_per_attempt", fields=["attempt", "indicator"]),
            models.CheckConstraint(
                name="score_counts_in_order",
                condition=models.Q(right__lte=models.F("answered"))
                & models.Q(answered__lte=models.F("asked")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.indicator_id}"
