"""One table to look something up in, and one to add to."""

from django.db import models


class Seat(models.Model):
    code = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.code


class Visit(models.Model):
    seat = models.ForeignKey(Seat, models.PROTECT)
    value = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.value
