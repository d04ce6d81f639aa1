"""The search page, with the real backend."""

import pytest
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from tests.courses.factories import make_home, make_lesson, make_theme


@pytest.fixture
def lesson(cast, settings):
    # Saving a page enqueues its indexing; here it happens at once.
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    make_home(cast.district)
    make_theme(cast.district)
    body = [("text", {"heading": "池塘", "text": "<p>远离枯水的池塘</p>", "notes": "讲给老师听"})]
    return make_lesson(cast.district, title="防溺水安全教育", body=body)


def titles(client, query: str) -> list[str]:
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    return [each.page.title for each in response.context["found"]]


def test_search_finds_a_word_inside_a_title(lesson, client):
    assert titles(client, "溺水") == ["防溺水安全教育"]


def test_search_finds_the_body_and_shows_the_summary(lesson, client):
    assert titles(client, "枯水的池塘") == ["防溺水安全教育"]
    html = client.get("/search/", {"q": "枯水"}).content.decode()
    assert "认出危险的水" in html
    assert f'href="{lesson.url}"' in html


def test_search_does_not_find_teachers_notes(lesson, client):
    assert titles(client, "讲给老师听") == []


def test_search_does_not_find_drafts(lesson, client):
    lesson.unpublish()
    assert titles(client, "溺水") == []


def test_search_does_not_find_pages_behind_a_restriction(lesson, client):
    PageViewRestriction.objects.create(page=lesson, restriction_type="login")
    assert titles(client, "溺水") == []


def test_search_without_results_says_so(lesson, client):
    html = client.get("/search/", {"q": "水溺"}).content.decode()
    assert _("Nothing was found for “%(q)s”") % {"q": "水溺"} in html


@pytest.mark.parametrize(
    "query", ["", "   ", '"', "'", '"溺水', "溺水 AND (", "*", "%", "\0", "a" * 1000, "溺" * 1000]
)
def test_search_takes_whatever_is_typed(lesson, client, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_search_escapes_what_was_typed(lesson, client):
    html = client.get("/search/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("page", ["0", "-1", "99", "x"])
def test_search_takes_any_page_number(lesson, client, page):
    response = client.get("/search/", {"q": "溺水", "page": page})
    assert [each.page.title for each in response.context["found"]] == ["防溺水安全教育"]
