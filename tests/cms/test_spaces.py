"""Groups, permissions, collections and pages follow the units and the posts."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from cms.domain.spaces import ensure_index, sync_all, sync_person
from cms.models import AuthorSpace, HomePage
from courses.models import ThemeIndexPage
from schools.choices import Role
from schools.models import Membership, Unit, User
from schools.permissions import (
    approvers_of,
    authors_of,
    may_write_lessons,
    units_to_approve_for,
    units_to_write_for,
)
from tests.courses.factories import make_home
from tests.factories import UserFactory, make_member, make_school

pytestmark = pytest.mark.django_db


def people(group: Group) -> set[User]:
    return set(group.user_set.all())


def groups_of(user: User) -> set[int]:
    return set(user.groups.values_list("pk", flat=True))


def everything() -> list[object]:
    """All that a sync writes, to tell whether a second one changed something."""
    models = (Group, Collection, AuthorSpace, GroupPagePermission, GroupCollectionPermission)
    through = User.groups.through
    return [list(model.objects.order_by("pk").values()) for model in (*models, through)]


def test_each_district_and_school_has_a_space_and_a_class_has_none(cast):
    units = set(Unit.objects.exclude(kind="class"))
    assert {space.unit for space in AuthorSpace.objects.all()} == units
    space = AuthorSpace.objects.get(unit=cast.school)
    assert people(space.authors) == {
        cast.head_teacher,
        cast.sibling_head_teacher,
        cast.it_teacher,
        cast.teacher,
    }
    assert people(space.approvers) == {cast.head, cast.safety_officer}
    assert people(AuthorSpace.objects.get(unit=cast.district).approvers) == {cast.bureau}


ROLES = {
    Role.TEACHER: "authors",
    Role.IT_TEACHER: "authors",
    Role.HEAD_TEACHER: "authors",
    Role.SCHOOL_HEAD: "approvers",
    Role.SAFETY_OFFICER: "approvers",
    Role.BUREAU_OFFICER: None,
    Role.STAFF: None,
    Role.AUDITOR: None,
}


@pytest.mark.parametrize(("role", "group"), ROLES.items())
def test_a_post_at_a_school_puts_into_its_group_and_its_end_takes_out(cast, role, group):
    person = make_member(role, cast.school)
    space = AuthorSpace.objects.get(unit=cast.school)
    assert groups_of(person) == ({getattr(space, f"{group}_id")} if group else set())
    assert may_write_lessons(User.objects.get(pk=person.pk)) is bool(group)
    person.memberships.get().delete()
    assert groups_of(person) == set()
    assert may_write_lessons(User.objects.get(pk=person.pk)) is False


def test_pupils_and_parents_are_in_no_group(cast):
    for person in (cast.pupil, cast.parent):
        assert groups_of(person) == set()
        assert may_write_lessons(person) is False


def test_a_changed_post_changes_the_group(cast):
    post = cast.head_teacher.memberships.get()
    post.role, post.unit = Role.SAFETY_OFFICER, cast.other_school
    post.save()
    space = AuthorSpace.objects.get(unit=cast.other_school)
    assert groups_of(cast.head_teacher) == {space.approvers_id}


def test_two_posts_give_two_groups_and_losing_one_leaves_the_other(cast):
    Membership.objects.create(user=cast.head, role=Role.TEACHER, unit=cast.other_class)
    own, other = (AuthorSpace.objects.get(unit=u) for u in (cast.school, cast.other_school))
    assert groups_of(cast.head) == {own.approvers_id, other.authors_id}
    Membership.objects.filter(user=cast.head, unit=cast.school).delete()
    assert groups_of(cast.head) == {other.authors_id}


def test_groups_that_are_not_ours_are_left_alone(cast):
    mine = Group.objects.create(name="chess")
    cast.head.groups.add(mine)
    Membership.objects.filter(user=cast.head).delete()
    assert groups_of(cast.head) == {mine.pk}


@pytest.mark.parametrize("name", ["head", "head_teacher", "bureau", "pupil", "parent"])
def test_the_list_of_people_and_the_list_of_units_are_one_rule(cast, name):
    person = getattr(cast, name)
    units = Unit.objects.exclude(kind="class")
    assert set(units_to_write_for(person)) == {u for u in units if person in authors_of(u)}
    assert set(units_to_approve_for(person)) == {u for u in units if person in approvers_of(u)}


def test_a_front_page_gives_every_unit_of_its_district_a_page(cast):
    assert ThemeIndexPage.objects.count() == 0
    home = make_home(cast.district)
    found = {index.unit: index for index in ThemeIndexPage.objects.all()}
    assert set(found) == {cast.district, cast.school, cast.other_school}
    assert {index.get_parent().pk for index in found.values()} == {home.pk}
    assert found[cast.school].title == cast.school.name
    assert ensure_index(unit=cast.foreign_district) is None


def test_a_school_that_joins_later_has_its_page_at_once(cast):
    make_home(cast.district)
    school = make_school(cast.district, "s9", "新校")
    index = ThemeIndexPage.objects.get(unit=school)
    space = AuthorSpace.objects.get(unit=school)
    held = GroupPagePermission.objects.filter(page=index)
    codes = {(row.group_id, row.permission.codename) for row in held}
    assert codes == {
        (space.authors_id, "add_page"),
        *((space.approvers_id, f"{verb}_page") for verb in ("add", "change", "publish")),
        *((space.approvers_id, f"{verb}_page") for verb in ("lock", "unlock")),
    }


def test_no_group_has_a_permission_at_the_front_page_or_the_root_collection(cast):
    home = make_home(cast.district)
    ours = [pk for row in AuthorSpace.objects.values_list("authors", "approvers") for pk in row]
    above = [home.pk, Page.objects.get(depth=1).pk]
    assert not GroupPagePermission.objects.filter(group__in=ours, page__in=above).exists()
    root = Collection.get_first_root_node()
    assert not GroupCollectionPermission.objects.filter(group__in=ours, collection=root).exists()


def test_a_school_sees_its_own_collection_and_its_district_s_pictures(cast):
    space = AuthorSpace.objects.get(unit=cast.school)
    held = GroupCollectionPermission.objects.filter(group=space.authors)
    district = AuthorSpace.objects.get(unit=cast.district)
    assert {(row.collection_id, row.permission.codename) for row in held} == {
        (space.collection_id, "add_image"),
        (space.collection_id, "choose_image"),
        (space.collection_id, "add_document"),
        (space.collection_id, "choose_document"),
        (district.collection_id, "choose_image"),
    }


def test_sync_authors_mends_everything_and_changes_nothing_the_second_time(cast):
    make_home(cast.district)
    before = everything()
    space = AuthorSpace.objects.get(unit=cast.school)
    space.authors.user_set.set([cast.other_head_teacher, cast.pupil])
    space.approvers.permissions.clear()
    GroupPagePermission.objects.filter(group=space.authors).delete()
    home = Page.objects.get(pk=HomePage.objects.get().pk)
    publish = GroupPagePermission.objects.filter(permission__codename="publish_page").first()
    GroupPagePermission.objects.create(
        group=space.authors, page=home, permission=publish.permission
    )
    GroupCollectionPermission.objects.filter(group=space.authors).delete()
    call_command("sync_authors", verbosity=0)
    after = everything()
    shown = [[{k: v for k, v in row.items() if k != "id"} for row in rows] for rows in after]
    want = [[{k: v for k, v in row.items() if k != "id"} for row in rows] for rows in before]
    for found, wanted in zip(shown, want, strict=True):
        assert sorted(map(str, found)) == sorted(map(str, wanted))
    assert sync_all() == 5
    assert everything() == after


def test_a_unit_s_new_name_reaches_its_groups_and_its_collection(cast):
    school = Unit.objects.get(pk=cast.school.pk)
    school.name = "实验学校"
    school.save()
    space = AuthorSpace.objects.get(unit=school)
    assert space.collection.name == "实验学校"
    assert space.authors.name.startswith("实验学校")


def test_an_inactive_account_is_no_author(cast):
    User.objects.filter(pk=cast.head_teacher.pk).update(is_active=False)
    person = User.objects.get(pk=cast.head_teacher.pk)
    sync_person(person=person)
    assert groups_of(person) == set()
    sync_all()
    assert groups_of(person) == set()


def test_the_queries_of_a_post_do_not_grow_with_the_schools(cast, django_assert_num_queries):
    def queries() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        person = UserFactory()
        with CaptureQueriesContext(connection) as found:
            Membership.objects.create(user=person, role=Role.TEACHER, unit=cast.class_unit)
        return len(found)

    few = queries()
    for number in range(3):
        make_school(cast.district, f"x{number}", f"第{number}校")
    assert queries() == few
