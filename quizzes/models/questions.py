"""The question bank, and the sealed versions of its questions that were used."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    RevisionMixin,
    WorkflowMixin,
)

from plan.models import Topic
from quizzes.choices import MarkingRule, QuestionKind, QuestionState
from schools.choices import HIGHEST_GRADE
from schools.models import Unit


class QuestionQuerySet(models.QuerySet["Question"]):
    def in_state(self, state: QuestionState) -> "QuestionQuerySet":
        """The questions whose `state` is this one."""
        if state == QuestionState.ACTIVE:
            return self.filter(live=True)
        is_draft = state == QuestionState.DRAFT
        return self.filter(live=False, first_published_at__isnull=is_draft)


class Question(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    ClusterableModel,
):
    """What a teacher edits. Pupils only ever meet a sealed `QuestionVersion` of it.

    The plan's goals are reached through the topics (an indicator names its topics), so that
    nobody fills in the same thing twice. Whether it is in use is told by `live` alone; `state`
    gives it a name (docs/decisions/0010).
    """

    KEPT_BY_EVERY_REVISION = ("owner_id", "created_by_id", "code")

    owner = models.ForeignKey(
        Unit, models.PROTECT, related_name="questions", verbose_name=_("owner")
    )
    code = models.SlugField(_("code"), max_length=60, unique=True, null=True, blank=True)  # noqa: DJ001
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind.choices)
    stem = models.TextField(_("stem"), max_length=2000)
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    is_true = models.BooleanField(_("the statement is true"), null=True, blank=True)
    rule = models.CharField(
        _("marking rule"),
        max_length=20,
        choices=MarkingRule.choices,
        default=MarkingRule.ALL_OR_NOTHING,
    )
    explanation = models.TextField(_("explanation"), max_length=2000)
    source = models.CharField(_("legal basis or source"), max_length=300, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    topics = ParentalManyToManyField(Topic, related_name="questions", verbose_name=_("topics"))
    grade_min = models.SmallIntegerField(_("from grade"), default=1)
    grade_max = models.SmallIntegerField(_("to grade"), default=HIGHEST_GRADE)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="questions",
        verbose_name=_("written by"),
    )
    # Wagtail's own default is True: a question would be in use before anybody had read it.
    live = models.BooleanField(_("in use"), default=False, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="question_grades_in_order",
                condition=models.Q(grade_min__lte=models.F("grade_max")),
            ),
            models.CheckConstraint(
                name="question_in_use_was_published",
                condition=models.Q(live=False) | models.Q(first_published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.stem[:60]

    @property
    def state(self) -> QuestionState:
        """In use, not yet in use, or no longer."""
        if self.live:
            return QuestionState.ACTIVE
        return QuestionState.RETIRED if self.first_published_at else QuestionState.DRAFT

    def get_owner_unit(self) -> Unit:
        """The unit whose approvers are asked."""
        return self.owner

    def with_content_json(self, content: dict[str, Any]) -> "Question":
        """The question as a revision holds it; whose it is, no revision can change."""
        question: Question = super().with_content_json(content)
        for name in self.KEPT_BY_EVERY_REVISION:
            setattr(question, name, getattr(self, name))
        return question

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "quizzes/question_preview.html"


class Option(Orderable):
    """One choice of a question. Its key stays when its text or place changes."""

    question = ParentalKey(Question, on_delete=models.CASCADE, related_name="options")
    key = models.CharField(_("key"), max_length=8)
    text = models.CharField(_("text"), max_length=300)
    is_right = models.BooleanField(_("right"), default=False)
    why = models.CharField(_("why"), max_length=500, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("option")
        verbose_name_plural = _("options")
        constraints = [
            models.UniqueConstraint(name="one_option_per_key", fields=["question", "key"])
        ]

    def __str__(self) -> str:
        return self.text


class QuestionVersion(models.Model):
    """A question as it stood when a paper froze it. Sealed; found again by its digest.

    `spec` is the JSON that `quizzes.kinds` reads, with the topics and the source it had.
    """

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    digest = models.CharField(max_length=64)
    spec = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(name="one_version_per_digest", fields=["question", "digest"])
        ]

    def __str__(self) -> str:
        return f"{self.question_id}@{self.digest[:8]}"
