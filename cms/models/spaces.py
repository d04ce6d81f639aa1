"""Where a unit's authors work: its groups and its collection of pictures and files."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection

from schools.models import Unit


class AuthorSpace(models.Model):
    """What Wagtail needs to know about a school or a district; derived, `sync_authors` mends it.

    Its pages hang below its ThemeIndexPage, which names the unit itself.
    """

    unit = models.OneToOneField(
        Unit, models.PROTECT, related_name="author_space", verbose_name=_("unit")
    )
    authors = models.OneToOneField(Group, models.PROTECT, related_name="+")
    approvers = models.OneToOneField(Group, models.PROTECT, related_name="+")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("author space")
        verbose_name_plural = _("author spaces")

    def __str__(self) -> str:
        return str(self.unit_id)
