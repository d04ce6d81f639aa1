"""One pupil, one sitting, one try; and everything that the pupil's machines sent."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.models import Unit

from .sittings import Sitting


class Attempt(models.Model):
    """Keeps the class as it was, and its own layout: a slot for each question, numbered from 1.

    `layout` is `[{"item": position in the paper, "options": [option keys in order]}, …]`;
    `rules` is what was promised at the start: `{"reveal": …, "reveal_when": …}`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="attempts")
    student = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="attempts")
    class_unit = models.ForeignKey(Unit, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(default=1)
    layout = models.JSONField()
    rules = models.JSONField()
    started_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                name="one_attempt_per_try", fields=["sitting", "student", "number"]
            ),
            models.CheckConstraint(
                name="closed_attempt_has_receipt",
                condition=models.Q(closed_at=None, receipt="")
                | (models.Q(closed_at__isnull=False) & ~models.Q(receipt="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AttemptClient(models.Model):
    """A browser page that writes to an attempt; only the hash of its key is kept."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="clients")
    number = models.PositiveSmallIntegerField()
    key_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("attempt client")
        verbose_name_plural = _("attempt clients")
        constraints = [
            models.UniqueConstraint(name="one_client_per_number", fields=["attempt", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.number}"


class AnswerEvent(models.Model):
    """An answer as it arrived. Sealed. The last one of a slot is the highest (client, seq)."""

    pk = models.CompositePrimaryKey("attempt", "client", "seq")
    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="events")
    client = models.PositiveSmallIntegerField()
    seq = models.PositiveIntegerField()
    slot = models.PositiveSmallIntegerField()
    value = models.JSONField(null=True)
    received_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("answer event")
        verbose_name_plural = _("answer events")
        constraints = [
            models.CheckConstraint(
                name="event_slot_and_seq_from_one", condition=models.Q(slot__gte=1, seq__gte=1)
            )
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.client}/{self.seq}"


class Pending(models.Model):
    """An attempt whose marks the derived figures have not seen yet."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("pending attempt")
        verbose_name_plural = _("pending attempts")

    def __str__(self) -> str:
        return str(self.attempt_id)
