"""The code of a class, for signing in at home."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class ClassCode(models.Model):
    """Eight letters and digits that say which class a pupil at home belongs to."""

    class_unit = models.OneToOneField(
        Unit, models.CASCADE, primary_key=True, related_name="class_code"
    )
    code = models.CharField(_("class code"), max_length=8, unique=True)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("class code")
        verbose_name_plural = _("class codes")

    def __str__(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"
