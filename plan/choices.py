"""The fixed vocabularies of the plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Area(models.TextChoices):
    """What a topic belongs to, in the words of the national outlines."""

    SAFETY_SOCIAL = "safety-social", _("Social safety")
    SAFETY_HEALTH = "safety-health", _("Public health")
    SAFETY_INJURY = "safety-injury", _("Accidental injury")
    SAFETY_NETWORK = "safety-network", _("Network and information safety")
    SAFETY_DISASTER = "safety-disaster", _("Natural disasters")
    SAFETY_OTHER = "safety-other", _("Other safety")
    NATIONAL_SECURITY = "national-security", _("National security")
    DRUGS = "drugs", _("Drug prevention")
    LAW = "law", _("Rule of law")
    STAFF = "staff", _("For teachers and staff")
    PARENTS = "parents", _("For parents")


class Audience(models.TextChoices):
    STUDENTS = "students", _("Students")
    TEACHERS = "teachers", _("Teachers")
    PARENTS = "parents", _("Parents")


class Evidence(models.TextChoices):
    """Which sittings count for an indicator."""

    IN_CLASS = "in_class", _("In class only")
    AT_HOME = "at_home", _("At home only")
    ANY = "any", _("Any setting")
