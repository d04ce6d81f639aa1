"""The teacher's page of a class, and starting a quiz from it."""

import pytest
from django.contrib.messages import get_messages
from django.utils.translation import gettext as _

from quizzes.domain.sittings import close_sitting
from quizzes.models import Paper, Sitting
from tests.courses.factories import make_lesson, make_week
from tests.factories import NOW, make_class
from tests.quizzes.factories import make_quiz, make_sitting

OUTSIDERS = [
    None,
    "pupil",
    "parent",
    "bureau",
    "sibling_head_teacher",
    "other_head_teacher",
    "foreign_head_teacher",
    "foreign_bureau",
]


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def lesson(cast):
    make_week(cast.district)
    return make_lesson(cast.district, quiz=make_quiz(cast.district))


def page_of(class_unit) -> str:
    return f"/classes/{class_unit.pk}/"


@pytest.mark.parametrize("name", OUTSIDERS)
def test_class_page_is_not_there_for_outsiders(cast, client, lesson, name):
    if name:
        client.force_login(getattr(cast, name))
    url = page_of(cast.class_unit)
    assert client.get(url).status_code == 404
    assert client.post(f"{url}sittings/", {"lesson": lesson.pk}).status_code == 404
    assert Sitting.objects.count() == 0


@pytest.mark.parametrize("kind", ["school", "district"])
def test_class_page_is_only_for_classes(cast, client, kind):
    client.force_login(cast.head)
    assert client.get(page_of(getattr(cast, kind))).status_code == 404


@pytest.mark.parametrize("name", ["head_teacher", "head", "safety_officer"])
def test_class_page_shows_the_lesson_its_slides_and_the_quiz(cast, client, lesson, name):
    client.force_login(getattr(cast, name))
    html = client.get(page_of(cast.class_unit)).content.decode()
    assert f'href="{lesson.url}slides/?class={cast.class_unit.pk}"' in html
    assert f'name="lesson" value="{lesson.pk}"' in html
    assert f'href="/plan/?unit={cast.class_unit.pk}"' in html
    assert f'href="{page_of(cast.class_unit)}pins/"' in html


def test_class_page_counts_the_roster_and_lists_sittings(cast, client, lesson):
    opened = make_sitting(cast.class_unit, cast.head_teacher)
    closed = make_sitting(cast.class_unit, cast.head_teacher)
    close_sitting(sitting=closed, now=NOW)
    make_sitting(cast.sibling_class, cast.head)
    client.force_login(cast.head_teacher)
    context = client.get(page_of(cast.class_unit)).context
    assert context["roster_count"] == 2
    assert context["open_sittings"] == [opened]
    assert context["past_sittings"] == [closed]
    assert context["past_sittings"][0].joined == 0


def test_class_page_offers_other_lessons_for_the_grade(cast, client, lesson):
    earlier = make_lesson(cast.district, week=12)
    make_lesson(cast.district, week=11, grade_min=7, grade_max=9)
    client.force_login(cast.head_teacher)
    context = client.get(page_of(cast.class_unit)).context
    assert context["lesson"] == lesson
    assert context["other_lessons"] == [earlier]


def test_class_page_without_a_calendar_says_that_it_is_holidays(cast, client):
    client.force_login(cast.head_teacher)
    html = client.get(page_of(cast.class_unit)).content.decode()
    assert _("There are no lessons in the holidays") in html


def test_sitting_open_opens_the_lessons_quiz_and_goes_to_the_board(cast, client, lesson):
    client.force_login(cast.head_teacher)
    response = client.post(f"{page_of(cast.class_unit)}sittings/", {"lesson": lesson.pk})
    sitting = Sitting.objects.get()
    assert response.status_code == 302
    assert response["Location"] == f"/sittings/{sitting.pk}/"
    assert sitting.class_unit == cast.class_unit
    assert sitting.given_by == cast.head_teacher
    assert sitting.paper.quiz == lesson.quiz


def test_sitting_open_twice_goes_to_the_same_sitting(cast, client, lesson):
    client.force_login(cast.head_teacher)
    url = f"{page_of(cast.class_unit)}sittings/"
    first = client.post(url, {"lesson": lesson.pk})
    again = client.post(url, {"lesson": lesson.pk})
    assert again["Location"] == first["Location"]
    assert Sitting.objects.count() == 1


def test_sitting_open_after_closing_opens_a_new_one(cast, client, lesson):
    client.force_login(cast.head_teacher)
    url = f"{page_of(cast.class_unit)}sittings/"
    client.post(url, {"lesson": lesson.pk})
    close_sitting(sitting=Sitting.objects.get(), now=NOW)
    client.post(url, {"lesson": lesson.pk})
    assert Sitting.objects.count() == 2


def test_sitting_open_of_another_class_does_not_count(cast, client, lesson):
    make_sitting(cast.sibling_class, cast.head, quiz=lesson.quiz)
    client.force_login(cast.head_teacher)
    client.post(f"{page_of(cast.class_unit)}sittings/", {"lesson": lesson.pk})
    assert Sitting.objects.filter(class_unit=cast.class_unit).count() == 1


def refusal(client, class_unit, lesson) -> list[str]:
    """The sentences with which the class page refuses."""
    url = page_of(class_unit)
    response = client.post(f"{url}sittings/", {"lesson": lesson.pk})
    assert response.status_code == 302
    assert response["Location"] == url
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_sitting_open_refuses_a_lesson_without_a_quiz_and_saves_nothing(cast, client):
    lesson = make_lesson(cast.district)
    client.force_login(cast.head_teacher)
    assert refusal(client, cast.class_unit, lesson) == [_("This lesson has no quiz yet.")]
    assert Sitting.objects.count() == 0
    assert Paper.objects.count() == 0


def test_sitting_open_refuses_an_empty_quiz_with_a_sentence_and_saves_nothing(cast, client):
    lesson = make_lesson(cast.district, quiz=make_quiz(cast.district, count=0))
    client.force_login(cast.head_teacher)
    assert len(refusal(client, cast.class_unit, lesson)) == 1
    assert Paper.objects.count() == 0


def test_sitting_open_refuses_kindergartens_with_a_sentence(cast, client, lesson):
    small = make_class(cast.school, entry_year=2027)
    client.force_login(cast.head)
    assert small.grade_on(NOW.date()) == 0
    assert len(refusal(client, small, lesson)) == 1
    assert Sitting.objects.count() == 0


def test_sitting_open_knows_only_live_lessons_of_the_classs_school_or_district(
    cast, client, lesson
):
    foreign = make_lesson(cast.foreign_district, quiz=make_quiz(cast.foreign_district))
    other = make_lesson(cast.other_school, quiz=make_quiz(cast.other_school))
    draft = make_lesson(cast.district, live=False, quiz=lesson.quiz)
    client.force_login(cast.head_teacher)
    url = f"{page_of(cast.class_unit)}sittings/"
    for text in (foreign.pk, other.pk, draft.pk, "", "abc", "-1", "²", "9" * 40):
        assert client.post(url, {"lesson": text}).status_code == 404
    assert client.get(url).status_code == 405
    assert Sitting.objects.count() == 0
