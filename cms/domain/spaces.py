"""Making and mending what each unit's authors work with. Everything here is idempotent."""

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from cms.models import AuthorSpace, HomePage
from courses.models import ThemeIndexPage
from schools.models import Unit, User
from schools.permissions import (
    APPROVER_ROLES,
    approvers_of,
    authors_of,
    units_to_approve_for,
    units_to_write_for,
)
from schools.queries import district_of

ADMIN = ("wagtailadmin", "access_admin")
FILES = [
    (app, f"{action}_{model}")
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for action in ("add", "choose")
]
QUESTIONS = [("quizzes", f"{action}_question") for action in ("view", "add", "change", "delete")]
# Who may only add a page may also change it, as long as it is their own.
AUTHOR_PAGES = ("add_page",)
APPROVER_PAGES = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
SHARED_FILES = [("wagtailimages", "choose_image")]


def sync_all() -> int:
    """Make or mend the space of every unit, and its people; how many units there are."""
    units = list(Unit.objects.filter(kind__in=APPROVER_ROLES))
    for unit in units:
        sync_unit(unit=unit)
    return len(units)


@transaction.atomic
def sync_unit(*, unit: Unit) -> AuthorSpace:
    """The unit's space with its permissions and its people, whatever stood there before."""
    space = ensure_space(unit=unit)
    _set_people(space)
    return space


def sync_units_below(*, unit: Unit) -> None:
    """Make or mend the space of every unit at or below this one that has authors."""
    for each in Unit.objects.below([unit.path]).filter(kind__in=APPROVER_ROLES):
        sync_unit(unit=each)


@transaction.atomic
def sync_people_below(*, unit: Unit) -> None:
    """The people of every unit at or below this one, after posts were written in bulk."""
    spaces = AuthorSpace.objects.filter(unit__path__startswith=unit.path)
    for space in spaces.select_related("unit", "authors", "approvers"):
        _set_people(space)


@transaction.atomic
def sync_person(*, person: User) -> None:
    """The person in the groups that their posts ask for, and in no other unit's."""
    spaces = AuthorSpace.objects.all()
    wanted = {
        *spaces.filter(unit__in=units_to_write_for(person)).values_list("authors", flat=True),
        *spaces.filter(unit__in=units_to_approve_for(person)).values_list("approvers", flat=True),
    }
    ours = {pk for pair in spaces.values_list("authors", "approvers") for pk in pair}
    held = set(person.groups.values_list("pk", flat=True)) & ours
    person.groups.remove(*(held - wanted))
    person.groups.add(*(wanted - held))


@transaction.atomic
def ensure_space(*, unit: Unit) -> AuthorSpace:
    """Groups, collection and page of a school or a district, with exactly their permissions."""
    space = AuthorSpace.objects.filter(unit=unit).first()
    if space is None:
        space = _make_space(unit)
    else:
        _name(space, unit)
    shared = AuthorSpace.objects.filter(unit=district_of(unit)).exclude(unit=unit).first()
    index = ensure_index(unit=unit)
    for group, pages in ((space.authors, AUTHOR_PAGES), (space.approvers, APPROVER_PAGES)):
        group.permissions.set(_permissions([ADMIN, *QUESTIONS]))
        _allow_pages(group, index, pages)
        files = {space.collection_id: FILES}
        if shared is not None:
            files[shared.collection_id] = SHARED_FILES
        _allow_files(group, files)
    return space


def _make_space(unit: Unit) -> AuthorSpace:
    collection = Collection.get_first_root_node().add_child(name=_collection_name(unit))
    return AuthorSpace.objects.create(
        unit=unit,
        authors=Group.objects.create(name=_group_name(unit, _("authors"))),
        approvers=Group.objects.create(name=_group_name(unit, _("approvers"))),
        collection=collection,
    )


def _group_name(unit: Unit, who: str) -> str:
    return f"{unit.name} · {who} · {unit.pk}"


def _collection_name(unit: Unit) -> str:
    return unit.name or str(unit.pk)


def _name(space: AuthorSpace, unit: Unit) -> None:
    """A unit may be given another name."""
    Group.objects.filter(pk=space.authors_id).update(name=_group_name(unit, _("authors")))
    Group.objects.filter(pk=space.approvers_id).update(name=_group_name(unit, _("approvers")))
    Collection.objects.filter(pk=space.collection_id).update(name=_collection_name(unit))


def ensure_index(*, unit: Unit) -> ThemeIndexPage | None:
    """The page below which the unit's themes and lessons stand, below its district's front page.

    None as long as the district has no front page.
    """
    index = ThemeIndexPage.objects.filter(unit=unit).order_by("path").first()
    home = HomePage.objects.filter(unit=district_of(unit)).order_by("path").first()
    if index is not None or home is None:
        return index
    title = _("Monthly safety themes") if unit.is_root() else unit.name
    slug = "themes" if unit.is_root() else f"school-{unit.pk}"
    # treebeard keeps the child count in memory, so the parent is read anew.
    parent = Page.objects.get(pk=home.pk)
    return parent.add_child(instance=ThemeIndexPage(title=title, slug=slug, unit=unit))


def _permissions(names: Iterable[tuple[str, str]]) -> list[Permission]:
    found = Permission.objects.filter(codename__in=[codename for _app, codename in names])
    by_name = {
        (each.content_type.app_label, each.codename): each
        for each in found.select_related("content_type")
    }
    return [by_name[name] for name in names]


def _allow_pages(group: Group, index: ThemeIndexPage | None, codenames: Iterable[str]) -> None:
    wanted = _permissions([("wagtailcore", codename) for codename in codenames]) if index else []
    held = GroupPagePermission.objects.filter(group=group)
    held.exclude(page=index, permission__in=wanted).delete()
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)


def _allow_files(group: Group, names: dict[int, list[tuple[str, str]]]) -> None:
    wanted = {
        (collection_id, permission.pk)
        for collection_id, each in names.items()
        for permission in _permissions(each)
    }
    standing = GroupCollectionPermission.objects.filter(group=group)
    held = {(row.collection_id, row.permission_id): row.pk for row in standing}
    extra = [pk for key, pk in held.items() if key not in wanted]
    standing.filter(pk__in=extra).delete()
    GroupCollectionPermission.objects.bulk_create(
        GroupCollectionPermission(group=group, collection_id=collection, permission_id=permission)
        for collection, permission in sorted(wanted - set(held))
    )


def _set_people(space: AuthorSpace) -> None:
    space.authors.user_set.set(authors_of(space.unit))  # type: ignore[attr-defined]
    space.approvers.user_set.set(approvers_of(space.unit))  # type: ignore[attr-defined]
