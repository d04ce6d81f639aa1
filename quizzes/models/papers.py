"""A quiz as it was when it was used. Sealed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .questions import QuestionVersion
from .quizzes import Quiz


class Paper(models.Model):
    """The frozen pool of question versions from which each attempt takes its layout."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="papers")
    digest = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    shuffles_questions = models.BooleanField()
    shuffles_options = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(name="one_paper_per_digest", fields=["quiz", "digest"])
        ]

    def __str__(self) -> str:
        return self.title


class PaperItem(models.Model):
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="paper_items")
    points = models.DecimalField(max_digits=5, decimal_places=2)

    class Meta:
        verbose_name = _("paper item")
        verbose_name_plural = _("paper items")
        ordering = ["paper", "position"]
        constraints = [
            models.UniqueConstraint(name="one_item_per_position", fields=["paper", "position"])
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}/{self.position}"
