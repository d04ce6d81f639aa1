"""Who teaches what, and whose pages are whose: the rules for classes, lessons and drafts."""

from collections.abc import Iterable

from django.db.models import F, Q
from wagtail.models import Page, PagePermissionTester
from wagtail.query import PageQuerySet

from schools.models import Unit
from schools.permissions import (
    Viewer,
    classes_to_teach,
    units_to_approve_for,
    units_to_write_for,
)


def class_to_return_to(user: Viewer, text: str | None) -> Unit | None:
    """The class of `?class=<id>`, if it is one that the user teaches; anything else is ignored."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return classes_to_teach(user).filter(pk=int(text)).first()


def section_paths(units: Iterable[Unit]) -> list[str]:
    """The tree paths of the pages below which these units' themes and lessons stand."""
    # By the link to the page type, because pages import these rules.
    sections = Page.objects.filter(themeindexpage__unit__in=units)
    return list(sections.order_by("path").values_list("path", flat=True))


def _below(paths: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition


def pages_to_work_on(user: Viewer) -> PageQuerySet:
    """Every draft of the units that the user approves for, and the user's own elsewhere."""
    if user.is_superuser:
        return Page.objects.all()
    approved = _below(section_paths(units_to_approve_for(user)))
    written = _below(section_paths(units_to_write_for(user)))
    return Page.objects.filter(approved | Q(written, owner_id=user.pk))


def pages_to_see(user: Viewer) -> PageQuerySet:
    """What the user finds in the admin: the units' live pages, and what they may work on.

    Wagtail's lists tell a page by the title of its draft, so a live page whose draft has another
    title waits until that is approved. The pages above the sections are there to walk through.
    """
    if user.is_superuser:
        return Page.objects.all()
    paths = section_paths(units_to_approve_for(user) | units_to_write_for(user))
    above = {path[:end] for path in paths for end in range(Page.steplen, len(path), Page.steplen)}
    live = Q(_below(paths), live=True, draft_title=F("title"))
    mine = Q(pk__in=pages_to_work_on(user).values("pk"))
    return Page.objects.filter(live | Q(path__in=above) | mine)


def pages_to_link_to(user: Viewer) -> PageQuerySet:
    """Published pages are everybody's; a draft may be linked to by who works on it."""
    if user.is_superuser:
        return Page.objects.all()
    public = Q(pk__in=Page.objects.live().public().values("pk"), draft_title=F("title"))
    return Page.objects.filter(public | Q(pk__in=pages_to_work_on(user).values("pk")))


class AuthorPermissionTester(PagePermissionTester):
    """What Wagtail lets a person do with a theme or a lesson.

    A text goes on the site by the approval of its own unit alone, so nobody publishes past it.
    Copying, moving, sorting and hiding are not open to authors (`cms/admin_gate.py`), and the
    page that holds a unit's section stays where it is.
    """

    def is_administrator(self) -> bool:
        return bool(self.user.is_active and self.user.is_superuser)

    def is_section(self) -> bool:
        return hasattr(self.page, "unit_id")

    def can_publish(self) -> bool:
        return self.is_administrator()

    def can_publish_subpage(self) -> bool:
        return self.is_administrator()

    def can_set_view_restrictions(self) -> bool:
        return self.is_administrator()

    def can_reorder_children(self) -> bool:
        return self.is_administrator()

    def can_copy(self) -> bool:
        return self.is_administrator()

    def can_move(self) -> bool:
        return self.is_administrator()

    def can_view_revisions(self) -> bool:
        return bool(self.can_edit())

    def can_unschedule(self) -> bool:
        return self.is_administrator() or "publish" in getattr(self, "permissions", ())

    def can_unpublish(self) -> bool:
        return bool(super().can_unpublish()) and (self.is_administrator() or not self.is_section())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        may = bool(super().can_delete(ignore_bulk))
        return may and (self.is_administrator() or not self.is_section())


class AuthoredPage:
    """A page type whose pages are written and approved by a unit's own people."""

    def permissions_for_user(self, user: Viewer) -> AuthorPermissionTester:
        return AuthorPermissionTester(user, self)
