"""The fixed cast: who plays in the tests of access, and where."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from wagtail.models import Collection

from cms import author_signals
from quizzes.papers import items_of_paper
from schools.choices import Role
from schools.models import Unit, User
from schools.seals import drop_seals
from tests import factories as f


@dataclass(frozen=True)
class Cast:
    """One district with two schools, another district with one; everyone who may come by."""

    district: Unit
    school: Unit
    class_unit: Unit
    sibling_class: Unit
    other_school: Unit
    other_class: Unit
    foreign_district: Unit
    foreign_class: Unit
    bureau: User
    foreign_bureau: User
    head: User
    safety_officer: User
    head_teacher: User
    sibling_head_teacher: User
    other_head_teacher: User
    foreign_head_teacher: User
    pupil: User
    classmate: User
    other_pupil: User
    parent: User
    auditor: User
    it_teacher: User
    teacher: User
    staff: User


ABOUT_AUTHORS = (
    "tests/cms/",
    "tests/courses/",
    "tests/quizzes/test_bank",
    "tests/quizzes/exchange/",
)


@pytest.fixture(autouse=True)
def _spaces_where_authors_are(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Groups and sections in Wagtail are made where tests are about authors, and at every walk.

    Made for each world of each test they would take more than half of the suite's time.
    """
    place = request.node.nodeid
    if not place.startswith(ABOUT_AUTHORS) and "walk" not in request.keywords:
        for name in ("sync_unit", "sync_person", "sync_people_below", "sync_units_below"):
            monkeypatch.setattr(author_signals, name, lambda **ignored: None)


@pytest.fixture
def cast(db: None, _spaces_where_authors_are: None) -> Cast:
    district, foreign = f.make_district(), f.make_district("d2", "邻区教育局")
    school, other = f.make_school(district), f.make_school(district, "s2", "第二小学")
    foreign_school = f.make_school(foreign, "s3", "邻区小学")
    class_unit, sibling = f.make_class(school), f.make_class(school, number=2)
    other_class, foreign_class = f.make_class(other), f.make_class(foreign_school)
    pupil = f.make_pupil(class_unit, "张小雨")
    parent = f.make_guardian(pupil, name="张家长")
    return Cast(
        district=district,
        school=school,
        class_unit=class_unit,
        sibling_class=sibling,
        other_school=other,
        other_class=other_class,
        foreign_district=foreign,
        foreign_class=foreign_class,
        bureau=f.make_member(Role.BUREAU_OFFICER, district),
        foreign_bureau=f.make_member(Role.BUREAU_OFFICER, foreign),
        head=f.make_member(Role.SCHOOL_HEAD, school),
        safety_officer=f.make_member(Role.SAFETY_OFFICER, school),
        head_teacher=f.make_member(Role.HEAD_TEACHER, class_unit),
        sibling_head_teacher=f.make_member(Role.HEAD_TEACHER, sibling),
        other_head_teacher=f.make_member(Role.HEAD_TEACHER, other_class),
        foreign_head_teacher=f.make_member(Role.HEAD_TEACHER, foreign_class),
        pupil=pupil,
        classmate=f.make_pupil(class_unit, "李明"),
        other_pupil=f.make_pupil(other_class, "王外校"),
        parent=parent,
        auditor=f.make_member(Role.AUDITOR, district),
        it_teacher=f.make_member(Role.IT_TEACHER, school),
        teacher=f.make_member(Role.TEACHER, class_unit),
        staff=f.make_member(Role.STAFF, school),
    )


@pytest.fixture(autouse=True)
def _forget_what_a_process_remembers() -> None:
    """Rows are rolled back and their numbers used again, so what was kept of them must go."""
    cache.clear()
    items_of_paper.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _flush_through_seals() -> Iterator[None]:
    """Transactional tests end with a flush, which sealed tables refuse on SQLite.

    The flush remakes the seals itself, because it sends `post_migrate`.
    """
    original = TransactionTestCase._fixture_teardown

    def teardown(self: TransactionTestCase) -> None:
        drop_seals(connection)
        original(self)
        if not Collection.objects.exists():
            Collection.add_root(name="Root")  # which a flush takes along

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
