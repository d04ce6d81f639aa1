"""The pieces of the design system that stand so often that an include would cost too much."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from schools.phones import mask_phone

register = template.Library()
register.filter("mask_phone", mask_phone)

DECORATION = mark_safe('aria-hidden="true"')


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of static/img/icons.svg; without a label it is decoration."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else DECORATION
    return format_html(
        '<svg class="icon" width="20" height="20" {}><use href="{}#{}"></use></svg>',
        meaning,
        static("img/icons.svg"),
        name,
    )
