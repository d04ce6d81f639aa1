"""The year's safety plan: what it wants people to know and do, and how that is measured."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from plan.choices import Area, Audience, Evidence
from schools.choices import HIGHEST_GRADE, LOWEST_GRADE
from schools.models import SchoolYear, Unit

PERCENT = [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100))]


def percent_condition(*names: str) -> models.Q:
    condition = models.Q()
    for name in names:
        condition &= models.Q(**{f"{name}__gte": 0, f"{name}__lte": 100})
    return condition


class Topic(models.Model):
    """What lessons and questions are about; K is grade 0."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=40)
    area = models.CharField(_("area"), max_length=20, choices=Area.choices)
    grade_min = models.SmallIntegerField(_("from grade"), default=LOWEST_GRADE)
    grade_max = models.SmallIntegerField(_("to grade"), default=HIGHEST_GRADE)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["area", "id"]
        constraints = [
            models.CheckConstraint(
                name="topic_grades_in_order",
                condition=models.Q(grade_min__lte=models.F("grade_max")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class LawArticle(models.Model):
    """An article of a law in the version in force from `version_date`."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    law = models.CharField(_("law"), max_length=120)
    article = models.CharField(_("article"), max_length=40, blank=True)
    version_date = models.DateField(_("in force since"))
    text = models.TextField(_("text"))
    is_paraphrase = models.BooleanField(_("in our own words"), default=False)
    url = models.URLField(_("link"), blank=True)

    class Meta:
        verbose_name = _("law article")
        verbose_name_plural = _("law articles")
        ordering = ["law", "id"]

    def __str__(self) -> str:
        return f"{self.law}{self.article}"


class Plan(models.Model):
    """A district's safety and stability plan for one school year."""

    district = models.ForeignKey(Unit, models.PROTECT, related_name="plans")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="plans")
    title = models.CharField(_("title"), max_length=120)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["-school_year__starts_date", "id"]
        constraints = [
            models.UniqueConstraint(name="one_plan_a_year", fields=["district", "school_year"])
        ]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goals")
    code = models.CharField(_("code"), max_length=10)
    title = models.CharField(_("title"), max_length=40)
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["plan", "code"]
        constraints = [models.UniqueConstraint(name="one_goal_per_code", fields=["plan", "code"])]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Measure(models.Model):
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="measures")
    code = models.CharField(_("code"), max_length=10)
    text = models.TextField(_("text"))
    goals = models.ManyToManyField(Goal, related_name="measures", verbose_name=_("goals"))

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["plan", "code"]
        constraints = [
            models.UniqueConstraint(name="one_measure_per_code", fields=["plan", "code"])
        ]

    def __str__(self) -> str:
        return self.code


class Indicator(models.Model):
    """How one audience's knowledge of a goal is measured. Percentages run from 0 to 100."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="indicators")
    code = models.CharField(_("code"), max_length=20)
    title = models.CharField(_("title"), max_length=80)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience.choices)
    topics = models.ManyToManyField(Topic, related_name="indicators", verbose_name=_("topics"))
    grade_min = models.SmallIntegerField(_("from grade"), default=1)
    grade_max = models.SmallIntegerField(_("to grade"), default=HIGHEST_GRADE)
    mastery = models.DecimalField(
        _("mastery rule: share of marks, percent"),
        max_digits=5,
        decimal_places=2,
        default=Decimal(80),
        validators=PERCENT,
    )
    min_questions = models.PositiveSmallIntegerField(_("questions at least"), default=5)
    evidence = models.CharField(
        _("evidence"), max_length=10, choices=Evidence.choices, default=Evidence.IN_CLASS
    )
    awareness_target = models.DecimalField(
        _("target of the awareness rate"), max_digits=5, decimal_places=2, validators=PERCENT
    )
    attainment_target = models.DecimalField(
        _("target of the attainment rate"), max_digits=5, decimal_places=2, validators=PERCENT
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["goal", "code"]
        constraints = [
            models.UniqueConstraint(name="one_indicator_per_code", fields=["goal", "code"]),
            models.CheckConstraint(
                name="indicator_percentages",
                condition=percent_condition("mastery", "awareness_target", "attainment_target"),
            ),
            models.CheckConstraint(
                name="indicator_grades_in_order",
                condition=models.Q(grade_min__lte=models.F("grade_max")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"
