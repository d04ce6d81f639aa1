"""Sign-in cards: what a card on paper is checked against."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .users import User


class Card(models.Model):
    """A pupil's printed card. Printing another one changes the stamp, and the old one is void.

    django-sesame signs and checks with a card in the place of a user (see `schools.cards`).
    """

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="card")
    stamp = models.CharField(max_length=32)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("sign-in card")
        verbose_name_plural = _("sign-in cards")

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def password(self) -> str:
        """What django-sesame derives its revocation key from: here the stamp, nothing else."""
        return self.stamp
