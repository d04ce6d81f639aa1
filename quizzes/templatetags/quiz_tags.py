"""What the templates of questions need beyond the built-in filters."""

from django import template

register = template.Library()


@register.filter
def letter(place: int) -> str:
    """A for 1, B for 2: the letter of a choice by its place on this page."""
    return chr(ord("A") + place - 1)
