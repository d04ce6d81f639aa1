"""Two schools and their district with authors, approvers, live lessons and drafts."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import TaskState

from cms.models import AuthorSpace
from courses.models import LessonPage, MonthlyThemePage
from schools.choices import Role
from schools.models import Unit, User
from tests.conftest import Cast
from tests.courses.factories import make_home, make_image, make_lesson, make_theme
from tests.factories import make_member

PASSWORD_BACKEND = "schools.backends.PasswordBackend"


@dataclass(frozen=True)
class Desk:
    """What one unit's people work with. `waiting` is a draft that asks for approval."""

    unit: Unit
    space: AuthorSpace
    theme: MonthlyThemePage
    live: LessonPage
    draft: LessonPage
    waiting: LessonPage
    request: TaskState
    image: Image
    document: Document


@dataclass(frozen=True)
class Newsroom:
    cast: Cast
    author: User
    colleague: User
    approver: User
    other_author: User
    other_approver: User
    bureau: User
    own: Desk
    other: Desk
    district: Desk

    def client(self, name: str) -> Client:
        return client_of(getattr(self, name))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=PASSWORD_BACKEND)
    return client


def submit(page: LessonPage, author: User) -> TaskState:
    page.save_revision(user=author)
    state: TaskState = page.get_workflow().start(page, author).current_task_state
    return state


def make_draft(unit: Unit, theme: MonthlyThemePage, author: User, title: str) -> LessonPage:
    fields = {"live": False, "owner": author, "has_unpublished_changes": True}
    draft: LessonPage = make_lesson(unit, theme=theme, title=title, **fields)
    draft.save_revision(user=author)
    return draft


def make_desk(unit: Unit, author: User) -> Desk:
    space = AuthorSpace.objects.get(unit=unit)
    theme = make_theme(unit, title=f"{unit.name}的主题", month=date(2026, 11, 1))
    waiting = make_draft(unit, theme, author, f"{unit.name}的送审稿")
    image = make_image(f"{unit.pk}.png")
    image.collection, image.uploaded_by_user = space.collection, author
    image.save()
    return Desk(
        unit=unit,
        space=space,
        theme=theme,
        live=make_lesson(unit, theme=theme, title=f"{unit.name}的课", owner=author),
        draft=make_draft(unit, theme, author, f"{unit.name}的草稿"),
        waiting=waiting,
        request=submit(waiting, author),
        image=image,
        document=Document.objects.create(
            title=f"{unit.name}的文件",
            file=ContentFile(b"secret", name=f"{unit.pk}.txt"),
            collection=space.collection,
        ),
    )


@pytest.fixture
def newsroom(cast: Cast) -> Newsroom:
    make_home(cast.district)
    bureau_colleague = make_member(Role.BUREAU_OFFICER, cast.district)
    return Newsroom(
        cast=cast,
        author=cast.head_teacher,
        colleague=cast.sibling_head_teacher,
        approver=cast.safety_officer,
        other_author=cast.other_head_teacher,
        other_approver=make_member(Role.SAFETY_OFFICER, cast.other_school),
        bureau=cast.bureau,
        own=make_desk(cast.school, cast.head_teacher),
        other=make_desk(cast.other_school, cast.other_head_teacher),
        district=make_desk(cast.district, bureau_colleague),
    )
