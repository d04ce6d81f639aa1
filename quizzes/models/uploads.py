"""A file of questions between its preview and its confirmation."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.models import Unit


class QuestionUpload(models.Model):
    """A file that an author uploaded, for a day at most, in the database and never in media."""

    owner = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filename = models.CharField(_("file name"), max_length=100)
    format = models.CharField(_("format"), max_length=20)
    content = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question upload")
        verbose_name_plural = _("question uploads")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.filename
