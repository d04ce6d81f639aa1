"""A teacher writes, looks, hands in; the safety officer asks for changes, then publishes."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from courses.queries import lesson_for_week
from schools.models import AuditEntry
from tests.cms.newsroom import client_of
from tests.cms.test_author_walls import fields_of, rich
from tests.courses.factories import make_home, make_theme, make_week
from tests.factories import TODAY

pytestmark = pytest.mark.django_db
PAGES = "wagtailadmin_pages"


def test_a_lesson_from_the_first_word_to_the_class(cast):
    make_week(cast.district)
    make_home(cast.district)
    theme = make_theme(cast.school)
    teacher, officer = client_of(cast.head_teacher), client_of(cast.safety_officer)

    assert "写" in teacher.get(reverse("my")).content.decode()
    blank = LessonPage(title="结冰的河", slug="ice")
    url = reverse(f"{PAGES}:add", args=["courses", "lessonpage", theme.pk])
    assert teacher.get(url).status_code == 200
    assert teacher.post(url, fields_of(blank)).status_code == 302
    lesson = LessonPage.objects.get(slug="ice")
    edit = reverse(f"{PAGES}:edit", args=[lesson.pk])

    preview = reverse(f"{PAGES}:preview_on_edit", args=[lesson.pk])
    text = {"body-0-value-text": rich("冰面下面是深水")}
    assert teacher.post(preview, fields_of(lesson, **text)).json()["is_valid"] is True
    assert "冰面下面是深水" in teacher.get(preview).content.decode()

    assert (
        teacher.post(edit, fields_of(lesson, **text, **{"action-submit": "1"})).status_code == 302
    )
    assert Client().get(lesson.get_url()).status_code == 404
    assert lesson_for_week(cast.class_unit, TODAY) is None

    def decide(action: str, comment: str) -> None:
        home = officer.get(reverse("wagtailadmin_home")).content.decode()
        assert "结冰的河" in home
        state = LessonPage.objects.get(pk=lesson.pk).current_workflow_task_state
        url = reverse(f"{PAGES}:workflow_action", args=[lesson.pk, action, state.pk])
        assert officer.get(url).status_code == 200
        assert officer.post(url, {"comment": comment}).status_code == 302

    decide("reject", "请补上求助电话")
    assert "请补上求助电话" in teacher.get(edit).content.decode()
    text = {"body-0-value-text": rich("不下冰面，打 110 求助")}
    assert (
        teacher.post(edit, fields_of(lesson, **text, **{"action-submit": "1"})).status_code == 302
    )

    decide("approve", "很好")
    answer = Client().get(lesson.get_url())
    assert answer.status_code == 200
    assert "打 110 求助" in answer.content.decode()
    assert lesson_for_week(cast.class_unit, TODAY) == lesson
    assert lesson_for_week(cast.other_class, TODAY) is None
    assert not AuditEntry.objects.filter(action="own_text_approved").exists()


def test_the_only_officer_publishes_an_own_lesson_with_a_second_click(cast):
    make_home(cast.district)
    theme = make_theme(cast.school)
    cast.head.memberships.all().delete()
    officer = client_of(cast.safety_officer)
    url = reverse(f"{PAGES}:add", args=["courses", "lessonpage", theme.pk])
    blank = LessonPage(title="结冰的河", slug="ice")
    assert officer.post(url, fields_of(blank, **{"action-submit": "1"})).status_code == 302
    lesson = LessonPage.objects.get(slug="ice")
    assert lesson.live is False
    state = lesson.current_workflow_task_state
    url = reverse(f"{PAGES}:workflow_action", args=[lesson.pk, "approve", state.pk])
    assert officer.post(url, {"comment": ""}).status_code == 302
    lesson.refresh_from_db()
    assert lesson.live is True
    entry = AuditEntry.objects.get(action="own_text_approved")
    assert (entry.actor, entry.unit) == (cast.safety_officer, cast.school)
