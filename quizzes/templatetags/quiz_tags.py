"""What the templates of questions need beyond the built-in filters."""

from django import template

from quizzes.bank.preview import Preview, preview_of
from quizzes.models import Question

register = template.Library()


@register.filter
def letter(place: int) -> str:
    """A for 1, B for 2: the letter of a choice by its place on this page."""
    return chr(ord("A") + place - 1)


@register.simple_tag
def question_preview(question: Question) -> Preview:
    """What the preview of a question in the editor shows."""
    return preview_of(question)
