"""That somebody looked at a question's figures and let it stand."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .questions import QuestionVersion


class QuestionReview(models.Model):
    """The last decision to keep a version as it is, whatever its figures say."""

    version = models.OneToOneField(
        QuestionVersion, models.CASCADE, primary_key=True, related_name="review"
    )
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question review")
        verbose_name_plural = _("question reviews")

    def __str__(self) -> str:
        return str(self.version_id)
