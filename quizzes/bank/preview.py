"""A question as pupils meet it, and beside it what only authors see."""

from dataclasses import dataclass
from decimal import Decimal

from quizzes.choices import QuestionKind
from quizzes.kinds import get_kind
from quizzes.kinds.options import option_keys
from quizzes.models import Question
from quizzes.queries import Choice, Slot, choices_of
from quizzes.versions import spec_of
from quizzes.views.screens import QuestionScreen, question_screens


@dataclass(frozen=True)
class Preview:
    """`screen` is the pupil's; `choices` tell the right ones and carry every why."""

    screen: QuestionScreen
    choices: list[Choice]
    explanation: str
    source: str

    @property
    def has_reasons(self) -> bool:
        return any(choice.why for choice in self.choices)


def preview_of(question: Question) -> Preview:
    """The preview of a question as it is being written, perhaps unfinished, in the given order."""
    spec = spec_of(question)
    keys = [] if question.kind == QuestionKind.TRUE_FALSE else option_keys(spec)
    slot = Slot(1, get_kind(question.kind).public(spec), None, Decimal(1))
    return Preview(
        screen=question_screens([slot])[0],
        choices=choices_of(spec, keys, None, solution=True),
        explanation=question.explanation,
        source=question.source,
    )
