"""A question to think about in the lesson: not given, not marked, not kept."""

from dataclasses import dataclass
from string import ascii_uppercase
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quizzes.choices import QuestionKind
from quizzes.models import Question

from .base import LessonValue, NotesBlock


class QuestionChooserBlock(blocks.ChooserBlock):
    """A question of the bank, from those that the author may use."""

    target_model = Question

    class Meta:
        icon = "help"

    @cached_property
    def widget(self) -> Any:
        # Admin widgets need the app registry, which is not ready while models load.
        from quizzes.bank.viewset import question_bank

        return question_bank.chooser_viewset.widget_class()


@dataclass(frozen=True)
class CheckChoice:
    letter: str
    text: str
    is_right: bool
    why: str


class CheckValue(LessonValue):
    @property
    def is_question(self) -> bool:
        return True

    @cached_property
    def choices(self) -> list[CheckChoice]:
        """The choices in the author's order, lettered from A; none when the question is gone."""
        question = self["question"]
        if question is None:
            return []
        if question.kind == QuestionKind.TRUE_FALSE:
            told = [(gettext("It is true"), True), (gettext("It is false"), False)]
            return [
                CheckChoice(letter, text, is_true == question.is_true, "")
                for letter, (text, is_true) in zip("AB", told, strict=True)
            ]
        return [
            CheckChoice(letter, option.text, option.is_right, option.why)
            for letter, option in zip(ascii_uppercase, question.options.all(), strict=False)
        ]

    @property
    def has_reasons(self) -> bool:
        return any(choice.why for choice in self.choices)

    @property
    def right_letters(self) -> str:
        return " ".join(choice.letter for choice in self.choices if choice.is_right)


class CheckBlock(blocks.StructBlock):
    """The page shows the choices; the answer opens on demand."""

    question = QuestionChooserBlock(label=_("Question"))
    notes = NotesBlock()

    class Meta:
        icon = "help"
        label = _("Check yourself")
        description = _("A question from the bank to think about. It is not marked.")
        template = "courses/blocks/check.html"
        value_class = CheckValue

    def get_preview_value(self) -> Any:
        """A question that no bank holds, so that the preview gives none away."""
        question = Question(
            kind=QuestionKind.TRUE_FALSE,
            stem="同学落水了，手拉手下水去救他是安全的。",
            is_true=False,
            explanation="前面的人一滑，后面的人会一个接一个被拉下去。",
        )
        return self.normalize({"question": question})
