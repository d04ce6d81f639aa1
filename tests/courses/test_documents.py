"""Files: everybody's once a public page offers them, and nobody else's before."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, GroupCollectionPermission, PageViewRestriction

from tests.courses.factories import make_lesson
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return Document.objects.create(title="卡片", file=ContentFile(b"card", name="card.txt"))


def offer(unit, document, **fields):
    block = {"document": document, "title": "家庭卡片", "description": "", "notes": ""}
    return make_lesson(unit, body=[("download", block)], **fields)


def test_a_file_of_a_live_page_is_for_everybody(cast, client, document):
    offer(cast.district, document)
    response = client.get(document.url)
    assert (response.status_code, b"".join(response)) == (200, b"card")


def test_a_file_on_no_page_or_in_a_draft_is_not_there(cast, client, document):
    assert client.get(document.url).status_code == 404
    offer(cast.district, document, live=False)
    assert client.get(document.url).status_code == 404
    client.force_login(cast.pupil, backend="schools.backends.PinBackend")
    assert client.get(document.url).status_code == 404
    client.force_login(cast.head, backend="schools.backends.PasswordBackend")
    assert client.get(document.url).status_code == 404


def test_a_file_of_a_page_behind_a_restriction_is_not_there(cast, client, document):
    lesson = offer(cast.district, document)
    PageViewRestriction.objects.create(page=lesson, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(document.url).status_code == 404


def test_its_authors_read_a_file_before_it_is_published(cast, client, document):
    group = Group.objects.create(name="authors")
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(codename="choose_document"),
    )
    author = UserFactory()
    author.groups.add(group)
    client.force_login(author, backend="schools.backends.PasswordBackend")
    assert client.get(document.url).status_code == 200
