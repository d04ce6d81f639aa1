"""Of the uploads only renditions are handed out as files."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents.models import Document

from tests.courses.factories import make_image

pytestmark = pytest.mark.django_db


def test_a_rendition_is_public(client):
    rendition = make_image("public.png").get_rendition("width-32")
    assert client.get(rendition.url).status_code == 200


@pytest.mark.parametrize("detour", ["", "images/../", "./images/../", "images//../", "/"])
def test_originals_and_documents_are_not(client, detour):
    original = make_image("original.png").file.name
    document = Document.objects.create(title="x", file=ContentFile(b"x", name="x.txt")).file.name
    for name in (original, document):
        assert client.get(f"/media/{detour}{name}").status_code == 404
