"""The front page, everybody's own page, and the sign of life."""

import pytest
from django.db import DatabaseError
from django.utils.translation import gettext as _

from quizzes.choices import RevealWhen
from quizzes.domain.attempts import open_client, start_attempt
from quizzes.domain.submission import submit_attempt
from schools.choices import Role
from tests.courses.factories import make_home, make_lesson, make_theme, make_week
from tests.factories import NOW, UserFactory, make_member
from tests.quizzes.factories import make_quiz, make_sitting


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def lesson(cast):
    make_home(cast.district)
    make_week(cast.district)
    make_theme(cast.district, title="十一月的主题")
    return make_lesson(cast.district)


def test_home_shows_the_month_the_week_and_the_way_in(cast, client, lesson):
    high = make_lesson(cast.district, title="初中防溺水", grade_min=7, grade_max=9)
    response = client.get("/")
    html = response.content.decode()
    assert response.context["theme"].title == "十一月的主题"
    assert response.context["lessons"] == [lesson, high]
    assert 'href="/join/"' in html
    assert f'href="{lesson.url}"' in html


def test_home_can_be_cached(cast, client, lesson):
    response = client.get("/")
    assert "csrfmiddlewaretoken" not in response.content.decode()
    assert not response.cookies


def test_home_in_the_holidays_says_so(cast, client):
    make_home(cast.district)
    html = client.get("/").content.decode()
    assert _("There are no lessons in the holidays") in html


def test_my_asks_strangers_to_sign_in(client, db):
    response = client.get("/my/")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/my/"


def test_my_of_a_head_teacher_has_the_own_class_alone(cast, client, lesson):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    client.force_login(cast.head_teacher)
    response = client.get("/my/")
    [row] = response.context["classes"]
    assert (row.class_unit, row.lesson, row.open_sitting) == (cast.class_unit, lesson, sitting)
    assert response.context["schools"] == []
    assert response.context["figure_units"] == []
    assert f'href="/classes/{cast.sibling_class.pk}/"' not in response.content.decode()


@pytest.mark.parametrize("name", ["head", "safety_officer"])
def test_my_of_a_school_head_has_all_its_classes_in_order(cast, client, lesson, name):
    client.force_login(getattr(cast, name))
    context = client.get("/my/").context
    [section] = context["schools"]
    assert section.school == cast.school
    assert [row.class_unit for row in section.classes] == [cast.class_unit, cast.sibling_class]
    assert context["figure_units"] == [cast.school]
    assert context["classes"] == []


def test_my_of_an_it_teacher_has_the_schools_classes(cast, client, lesson):
    client.force_login(make_member(Role.IT_TEACHER, cast.school))
    [section] = client.get("/my/").context["schools"]
    assert len(section.classes) == 2


def test_my_of_a_bureau_officer_leads_to_the_goals(cast, client, lesson):
    client.force_login(cast.bureau)
    response = client.get("/my/")
    assert response.context["figure_units"] == [cast.district]
    assert f'href="/plan/?unit={cast.district.pk}"' in response.content.decode()


def closed_attempt(cast, **quiz_fields):
    """The pupil's attempt, closed with a receipt."""
    quiz = make_quiz(cast.school)
    for name, value in quiz_fields.items():
        setattr(quiz, name, value)
    quiz.save()
    sitting = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    page = open_client(attempt=attempt, now=NOW)
    submit_attempt(attempt_id=attempt.pk, client=page.number, key=page.key, answers=[], now=NOW)
    return attempt


def test_my_of_a_parent_has_the_childs_lesson_and_count(cast, client, lesson):
    attempt = closed_attempt(cast)
    client.force_login(cast.parent)
    response = client.get("/my/")
    [card] = response.context["children"]
    assert (card.child, card.lesson) == (cast.pupil, lesson)
    assert [(row.attempt, row.right, row.asked) for row in card.attempts] == [(attempt, 0, 3)]
    assert f"/attempts/{attempt.pk}/result/" in response.content.decode()


@pytest.mark.parametrize("name", ["parent", "pupil"])
def test_my_tells_no_count_before_it_may_be_told(cast, client, lesson, name):
    closed_attempt(cast, reveal_when=RevealWhen.AFTER_CLOSING)
    client.force_login(getattr(cast, name))
    response = client.get("/my/")
    told = response.context["children"][0].attempts if name == "parent" else None
    [row] = told or response.context["attempts"]
    assert row.right is None
    assert _("%(right)s right out of %(asked)s") % {"right": 0, "asked": 3} not in (
        response.content.decode()
    )


def test_my_of_a_pupil_has_the_own_attempts_alone(cast, client, lesson):
    attempt = closed_attempt(cast)
    client.force_login(cast.pupil)
    context = client.get("/my/").context
    assert [row.attempt for row in context["attempts"]] == [attempt]
    client.force_login(cast.classmate)
    assert client.get("/my/").context["attempts"] == []


def test_my_of_a_parent_knows_nothing_of_other_children(cast, client, lesson):
    closed_attempt(cast)
    client.force_login(UserFactory())
    response = client.get("/my/")
    assert response.context["children"] == []
    assert cast.pupil.name not in response.content.decode()
    assert _("Nothing is set up for you yet") in response.content.decode()


def test_my_of_an_auditor_leads_to_both_logs(cast, client, lesson):
    client.force_login(cast.auditor)
    html = client.get("/my/").content.decode()
    assert 'href="/audit/"' in html
    assert 'href="/audit/content/"' in html
    assert _("Nothing is set up for you yet") not in html


def test_my_of_a_bureau_officer_lists_no_school_to_import(cast, client, lesson):
    client.force_login(cast.bureau)
    assert client.get("/my/").context["roster_schools"] == []


def test_my_is_never_cached(cast, client, lesson):
    client.force_login(cast.parent)
    assert "no-store" in client.get("/my/")["Cache-Control"]


def test_health_answers(client, db):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_health_says_when_the_database_is_gone(client, db, monkeypatch):
    def refuse():
        raise DatabaseError("gone")

    with monkeypatch.context() as patch:
        patch.setattr("cms.views.home.connection.cursor", refuse)
        assert client.get("/healthz").status_code == 503
