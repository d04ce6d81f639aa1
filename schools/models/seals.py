"""The permit under which sealed rows may be erased."""

from django.db import models


class ErasurePermit(models.Model):
    """While a row stands here, sealed rows may be deleted; it lives inside one transaction."""

    reason = models.CharField(max_length=200)
    granted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.reason
