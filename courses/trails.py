"""The breadcrumbs of a page."""

from django.http import HttpRequest
from wagtail.models import Page


def trail_of(page: Page, request: HttpRequest) -> list[tuple[str, str]]:
    """(title, address) from the front page down to the page itself, whose address is empty.

    The index of themes is left out: it only says whose they are.
    """
    above = page.get_ancestors().filter(depth__gt=1).live().specific(defer=True)
    shown = [each for each in above if each.content_type.model != "themeindexpage"]
    trail = [(each.title, each.get_url(request) or "") for each in shown]
    return [*trail, (page.title, "")]
