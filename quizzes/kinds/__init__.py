"""The kinds of question: one small pure module each, looked up by the code in a spec."""

from quizzes.choices import QuestionKind
from quizzes.kinds import multiple, single, true_false
from quizzes.kinds.base import InvalidAnswer, Kind, Spec

KINDS: dict[str, Kind] = {
    QuestionKind.SINGLE: single,
    QuestionKind.MULTIPLE: multiple,
    QuestionKind.TRUE_FALSE: true_false,
}


class UnknownKind(LookupError):
    """A spec names a kind that this version of the product does not have."""


def get_kind(code: str) -> Kind:
    """The module of a kind. Raises UnknownKind."""
    try:
        return KINDS[code]
    except KeyError as error:
        raise UnknownKind(code) from error


__all__ = ["KINDS", "InvalidAnswer", "Kind", "Spec", "UnknownKind", "get_kind"]
