"""The fixed vocabularies of questions, sittings and attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class QuestionKind(models.TextChoices):
    SINGLE = "single", _("Single choice")
    MULTIPLE = "multiple", _("Multiple choice")
    TRUE_FALSE = "true_false", _("True or false")


class MarkingRule(models.TextChoices):
    """How a multiple choice gives marks."""

    ALL_OR_NOTHING = "all_or_nothing", _("All right or nothing")
    PARTIAL = "partial", _("Part marks, wrong choices deduct")


class QuestionState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("In use")
    RETIRED = "retired", _("Retired")


class Purpose(models.TextChoices):
    PRACTICE = "practice", _("Class quiz")
    BEFORE = "before", _("Before the lesson")
    AFTER = "after", _("After the lesson")
    SURVEY = "survey", _("Survey")


class Setting(models.TextChoices):
    IN_CLASS = "in_class", _("In class")
    AT_HOME = "at_home", _("At home")
    ON_PAPER = "on_paper", _("On paper")
    SHOW_OF_HANDS = "show_of_hands", _("Show of hands")


class Reveal(models.TextChoices):
    """What a pupil is shown of their own attempt; each level includes the ones above it."""

    NOTHING = "nothing", _("Nothing")
    COUNT = "count", _("How many were right")
    CORRECTNESS = "correctness", _("Which were right")
    SOLUTION = "solution", _("The solution, and why")


class RevealWhen(models.TextChoices):
    AT_ONCE = "at_once", _("As soon as it is submitted")
    AFTER_CLOSING = "after_closing", _("After the sitting closes")
    NEVER = "never", _("Never")


class MarkCause(models.TextChoices):
    SUBMITTED = "submitted", _("Submitted by the pupil")
    CLOSED = "closed", _("Closed with the sitting")
    REMARKED = "remarked", _("Remarked")
