"""An account that somebody made for themselves, and a name and mobile that are another's."""

import pytest

from schools.choices import Post, Role
from schools.domain.posts import give_post
from schools.domain.roster import import_roster
from schools.models import Guardianship, Membership, User
from schools.permissions import colleagues_to_correct
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.schools.roster_rows import staff

PHONE = "13800138000"


@pytest.fixture
def parent(cast: Cast) -> User:
    """Made on a slip; nobody has proved that name and mobile are this person's."""
    person = f.UserFactory(name="钱老师", username=PHONE, phone=PHONE)
    Guardianship.objects.create(guardian=person, child=cast.pupil)
    return person


def test_a_first_post_by_hand_closes_a_self_made_password(cast: Cast, parent: User) -> None:
    give_post(person=parent, unit=cast.school, post=Post.DOCTOR, actor=cast.head, now=NOW)
    stands = User.objects.get(pk=parent.pk)
    assert (stands.has_usable_password(), stands.sessions_ended) == (False, 1)


def test_a_first_post_by_import_closes_it_too(cast: Cast, parent: User) -> None:
    rows = staff(("钱老师", PHONE, "校医", [], ""))
    import_roster(school=cast.school, parsed=rows, now=NOW)
    assert Membership.objects.filter(user=parent, unit=cast.school).exists()
    assert not User.objects.get(pk=parent.pk).has_usable_password()


def test_who_works_here_already_keeps_the_password(cast: Cast) -> None:
    give_post(person=cast.teacher, unit=cast.school, post=Post.DOCTOR, actor=cast.head, now=NOW)
    assert User.objects.get(pk=cast.teacher.pk).has_usable_password()


def test_an_import_changes_no_name_or_mobile_of_who_works_elsewhere_too(cast: Cast) -> None:
    """With the mobile one signs in: a school's file must not take another's account over."""
    person = f.make_member(Role.SCHOOL_HEAD, cast.other_school, name="孙校长", phone=PHONE)
    User.objects.filter(pk=person.pk).update(username=PHONE)
    Membership.objects.create(user=person, role=Role.STAFF, unit=cast.school)
    import_roster(
        school=cast.school, parsed=staff(("孙校长", "13900139000", "职员", [], "")), now=NOW
    )
    stands = User.objects.get(pk=person.pk)
    assert (stands.phone, stands.username) == (PHONE, PHONE)


def test_a_parent_of_another_schools_child_is_not_a_schools_to_correct(cast: Cast) -> None:
    parent = f.UserFactory()
    link = Guardianship.objects.create(guardian=parent, child=cast.other_pupil)
    Membership.objects.create(user=parent, role=Role.STAFF, unit=cast.school)
    assert not colleagues_to_correct(cast.school).filter(pk=parent.pk).exists()
    link.delete()
    assert colleagues_to_correct(cast.school).filter(pk=parent.pk).exists()


def test_a_bureau_corrects_neither_its_auditor_nor_its_officers(cast: Cast) -> None:
    assert not colleagues_to_correct(cast.district).exists()
