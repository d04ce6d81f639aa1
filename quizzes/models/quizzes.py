"""What a teacher puts together: an ordered list of questions for a lesson."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from quizzes.choices import Reveal, RevealWhen
from schools.choices import HIGHEST_GRADE
from schools.models import Unit

from .questions import Question


class Quiz(ClusterableModel):
    """课堂小测. Using it freezes a `Paper`. The page is where a pupil may look again."""

    owner = models.ForeignKey(Unit, models.PROTECT, related_name="quizzes", verbose_name=_("owner"))
    code = models.SlugField(_("code"), max_length=60, unique=True, null=True, blank=True)  # noqa: DJ001
    title = models.CharField(_("title"), max_length=120)
    page = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("page to look again"),
    )
    grade_min = models.SmallIntegerField(_("from grade"), default=1)
    grade_max = models.SmallIntegerField(_("to grade"), default=HIGHEST_GRADE)
    shuffles_questions = models.BooleanField(_("shuffle the questions"), default=True)
    shuffles_options = models.BooleanField(_("shuffle the options"), default=True)
    reveal = models.CharField(
        _("what pupils see"), max_length=12, choices=Reveal.choices, default=Reveal.SOLUTION
    )
    reveal_when = models.CharField(
        _("when they see it"),
        max_length=14,
        choices=RevealWhen.choices,
        default=RevealWhen.AT_ONCE,
    )

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.title


class QuizItem(Orderable):
    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="items")
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="quiz_items", verbose_name=_("question")
    )
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, default=1)

    class Meta(Orderable.Meta):
        verbose_name = _("quiz item")
        verbose_name_plural = _("quiz items")
        constraints = [
            models.UniqueConstraint(name="question_once_a_quiz", fields=["quiz", "question"]),
            models.CheckConstraint(
                name="quiz_item_points_positive", condition=models.Q(points__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}/{self.question_id}"
