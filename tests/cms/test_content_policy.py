"""The content policy: strict everywhere, wider under /admin/ alone, previews in a frame."""

import pytest
from django.test import Client

from tests.courses.factories import make_lesson
from tests.factories import UserFactory


def policy(response) -> dict[str, str]:
    parts = response["Content-Security-Policy"].split(";")
    return {part.split()[0]: " ".join(part.split()[1:]) for part in parts}


@pytest.mark.django_db
def test_pages_allow_nothing_inline_and_no_frame(client: Client) -> None:
    response = client.get("/join/")
    found = policy(response)
    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == "'self'"
    assert found["frame-ancestors"] == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_a_preview_may_stand_in_a_frame_of_the_admin(client: Client, cast) -> None:
    lesson = make_lesson(cast.district)
    client.force_login(UserFactory(is_superuser=True), "schools.backends.PasswordBackend")
    client.get(f"/admin/pages/{lesson.pk}/edit/")
    response = client.get(f"/admin/pages/{lesson.pk}/edit/preview/?in_preview_panel=true")
    assert response.status_code == 200
    assert policy(response)["frame-ancestors"] == "'self'"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
