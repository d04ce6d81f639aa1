"""School years, terms and teaching weeks of a district."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from .units import Unit


class SchoolYear(models.Model):
    district = models.ForeignKey(Unit, models.PROTECT, related_name="school_years")
    starts_date = models.DateField(_("from"))
    ends_date = models.DateField(_("until"))

    class Meta:
        verbose_name = _("school year")
        verbose_name_plural = _("school years")
        ordering = ["-starts_date", "id"]
        constraints = [
            models.UniqueConstraint(
                name="one_school_year_per_start", fields=["district", "starts_date"]
            ),
            models.CheckConstraint(
                name="school_year_ends_after_start",
                condition=models.Q(ends_date__gt=models.F("starts_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_date.year}–{self.ends_date.year}"


class Term(models.Model):
    """The first or second term of a school year; both days are included."""

    school_year = models.ForeignKey(SchoolYear, models.CASCADE, related_name="terms")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_date = models.DateField(_("from"))
    ends_date = models.DateField(_("until"))

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["school_year", "number"]
        constraints = [
            models.UniqueConstraint(name="one_term_per_number", fields=["school_year", "number"]),
            models.CheckConstraint(
                name="term_ends_after_start",
                condition=models.Q(ends_date__gt=models.F("starts_date")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_year_id}/{self.number}"


class TeachingWeekQuerySet(models.QuerySet["TeachingWeek"]):
    def containing(self, day: date) -> "TeachingWeekQuerySet":
        return self.filter(starts_date__lte=day, ends_date__gte=day)


class TeachingWeek(models.Model):
    """第 N 周 of a term, usually Monday to Sunday; both days are included."""

    term = models.ForeignKey(Term, models.CASCADE, related_name="weeks")
    number = models.PositiveSmallIntegerField(_("number"))
    starts_date = models.DateField(_("from"))
    ends_date = models.DateField(_("until"))

    objects = TeachingWeekQuerySet.as_manager()

    class Meta:
        verbose_name = _("teaching week")
        verbose_name_plural = _("teaching weeks")
        ordering = ["term", "number"]
        constraints = [
            models.UniqueConstraint(name="one_week_per_number", fields=["term", "number"]),
            models.CheckConstraint(
                name="week_ends_after_start",
                condition=models.Q(ends_date__gte=models.F("starts_date")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
