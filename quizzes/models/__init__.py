from .attempts import AnswerEvent, Attempt, AttemptClient, Pending
from .marks import Mark, MarkRun
from .papers import Paper, PaperItem
from .questions import Option, Question, QuestionVersion
from .quizzes import Quiz, QuizItem
from .reviews import QuestionReview
from .sittings import Sitting
from .uploads import QuestionUpload

SEALED = [QuestionVersion, Paper, PaperItem, AnswerEvent, MarkRun, Mark]
"""Never changed once written; see `schools.seals`."""

__all__ = [
    "SEALED",
    "AnswerEvent",
    "Attempt",
    "AttemptClient",
    "Mark",
    "MarkRun",
    "Option",
    "Paper",
    "PaperItem",
    "Pending",
    "Question",
    "QuestionReview",
    "QuestionUpload",
    "QuestionVersion",
    "Quiz",
    "QuizItem",
    "Sitting",
]
