"""Whose a page or a snippet is: the district or the school that answers for it."""

from typing import Protocol, runtime_checkable

from django.db.models import Model
from wagtail.models import Page

from courses.models import ThemeIndexPage
from schools.models import Unit
from schools.queries import school_of


@runtime_checkable
class Owned(Protocol):
    """What a snippet offers so that its own unit's approvers are asked."""

    def get_owner_unit(self) -> Unit: ...


def unit_of(thing: Model) -> Unit | None:
    """The district or the school that owns a page or a snippet; None for what nobody owns.

    A page belongs to the nearest unit above it; a snippet says so itself. What a class or a
    campus owns is its school's.
    """
    owner = _unit_of_page(thing) if isinstance(thing, Page) else None
    if isinstance(thing, Owned):
        owner = thing.get_owner_unit()
    return owner and (school_of(owner) or owner)


def _unit_of_page(page: Page) -> Unit | None:
    above = [page.path[:end] for end in range(page.steplen, len(page.path) + 1, page.steplen)]
    index = ThemeIndexPage.objects.filter(path__in=above).select_related("unit__school")
    nearest = index.order_by("-depth").first()
    return nearest.unit if nearest else getattr(page.specific, "unit", None)
