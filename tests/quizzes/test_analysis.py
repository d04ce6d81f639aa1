"""Figures of sittings from real attempts, and the page that shows them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from quizzes.analysis import analyse_paper, analyse_sitting
from quizzes.domain.answers import Answer
from quizzes.domain.attempts import open_client, start_attempt
from quizzes.domain.marking import mark_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.domain.submission import submit_attempt
from quizzes.models import Attempt, Question, QuestionReview, Quiz, Sitting
from schools.choices import Role
from schools.models import Membership
from tests.conftest import Cast
from tests.factories import NOW, make_pupil
from tests.quizzes.factories import make_quiz, make_sitting, slot_of

# Of the three questions single b, multiple a and c, and true; None is left blank.
RIGHT = ("b", ["a", "c"], True)
LATER = NOW + timedelta(minutes=5)


def take(sitting: Sitting, *values: object) -> Attempt:
    """A new pupil of the class answers, in the order of the paper, and submits."""
    attempt = start_attempt(sitting=sitting, student=make_pupil(sitting.class_unit), now=NOW)
    page = open_client(attempt=attempt, now=NOW)
    answers = [
        Answer(position, slot_of(attempt, position), value)
        for position, value in enumerate(values, start=1)
        if value is not None
    ]
    submit_attempt(
        attempt_id=attempt.pk, client=page.number, key=page.key, answers=answers, now=NOW
    )
    return attempt


@pytest.fixture
def quiz(cast: Cast) -> Quiz:
    return make_quiz(cast.school)


@pytest.fixture
def sitting(cast: Cast, quiz: Quiz) -> Sitting:
    """Six who know it all, two with the first wrong, one with one answer, one with none."""
    sitting = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
    for _each in range(6):
        take(sitting, *RIGHT)
    take(sitting, "a", ["a", "c"], True)
    take(sitting, "a", ["a", "b"], False)
    take(sitting, "c", None, None)
    take(sitting, None, None, None)
    close_sitting(sitting=sitting, now=LATER)
    sitting.refresh_from_db()
    return sitting


def test_figures_of_one_sitting(sitting: Sitting) -> None:
    analysis = analyse_sitting(sitting)
    assert analysis.n == 9  # who answered nothing was not measured
    assert analysis.whole
    assert analysis.whole.mean == pytest.approx(100 * 20 / 27)
    first, second, third = analysis.questions
    assert [q.figures.facility for q in analysis.questions] == pytest.approx(
        [100 * 6 / 9, 100 * 7 / 9, 100 * 7 / 9]
    )
    assert [(o.letter, o.chosen, o.is_right) for o in first.options] == [
        ("A", 2, False), ("B", 6, True), ("C", 1, False), ("D", 0, False),
    ]  # fmt: skip
    assert [(o.letter, o.chosen) for o in second.options] == [
        ("A", 8),
        ("B", 1),
        ("C", 7),
        ("D", 0),
    ]
    assert [(o.letter, o.chosen, o.is_right) for o in third.options] == [
        ("√", 7, True), ("×", 1, False),
    ]  # fmt: skip
    assert [q.blank for q in analysis.questions] == [0, 1, 1]
    assert [q.guess for q in analysis.questions] == pytest.approx([25, 100 / 15, 50])
    assert [(m.first_day.isoformat(), m.n) for m in first.months] == [("2026-11-01", 9)]


def test_the_latest_marking_counts(sitting: Sitting) -> None:
    before = analyse_sitting(sitting)
    for attempt in Attempt.objects.filter(sitting=sitting):
        mark_attempt(attempt=attempt, cause="remarked", now=LATER)
    assert analyse_sitting(sitting) == before


def test_fewer_than_five_show_nothing(cast: Cast, quiz: Quiz) -> None:
    small = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
    for _each in range(4):
        take(small, *RIGHT)
    analysis = analyse_sitting(small)
    assert (analysis.n, analysis.whole, analysis.questions) == (4, None, ())


def test_papers_that_share_a_version_pool_their_data(
    cast: Cast, quiz: Quiz, sitting: Sitting
) -> None:
    """The third question is changed, so the next paper shares two of the three versions."""
    third = Question.objects.get(stem="第3题")
    third.is_true = False
    third.save()
    again = make_sitting(cast.sibling_class, cast.sibling_head_teacher, quiz=quiz)
    assert again.paper_id != sitting.paper_id
    for _each in range(5):
        take(again, "b", ["a"], False)
    pooled = analyse_paper(sitting.paper_id, Sitting.objects.all())
    first, second, third_then = pooled.questions
    assert (pooled.n, pooled.whole and pooled.whole.n) == (14, 9)
    assert [q.figures.n for q in (first, second, third_then)] == [14, 14, 9]
    assert [q.figures.facility for q in (first, second, third_then)] == pytest.approx(
        [100 * 11 / 14, 100 * 7 / 14, 100 * 7 / 9]
    )
    assert first.figures.effective_weight is None
    # The same rest as before: the person's other marks, whatever their paper was.
    assert third_then.figures.discrimination_index == pytest.approx(
        analyse_sitting(sitting).questions[2].figures.discrimination_index
    )


def test_queries_do_not_grow_with_the_people(sitting: Sitting, django_assert_num_queries) -> None:
    with django_assert_num_queries(2):
        analyse_sitting(sitting)
    reopened = Sitting.objects.filter(pk=sitting.pk)
    reopened.update(closes_at=NOW + timedelta(hours=1))
    take(reopened.get(), *RIGHT)
    with django_assert_num_queries(2):
        assert analyse_sitting(sitting).n == 10


@pytest.fixture
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)


def page(client: Client, user: object, sitting: Sitting, query: str = ""):
    client.force_login(user, backend="schools.backends.PasswordBackend")  # type: ignore[arg-type]
    with translation.override(None):
        return client.get(reverse("sitting_questions", args=[sitting.pk]) + query)


@pytest.mark.usefixtures("_later")
def test_the_page_tells_the_teacher(cast: Cast, sitting: Sitting, client: Client) -> None:
    response = page(client, cast.head_teacher, sitting)
    assert response.status_code == 200
    assert [row.analysis.stem for row in response.context["rows"]] == ["第1题", "第2题", "第3题"]
    assert page(client, cast.head_teacher, sitting, "?scope=all").context["analysis"].n == 9


@pytest.mark.usefixtures("_later")
def test_all_classes_are_those_whose_figures_one_may_see(
    cast: Cast, quiz: Quiz, sitting: Sitting, client: Client
) -> None:
    other = make_sitting(cast.sibling_class, cast.sibling_head_teacher, quiz=quiz)
    for _each in range(5):
        take(other, *RIGHT)
    assert page(client, cast.head_teacher, sitting, "?scope=all").context["analysis"].n == 9
    assert page(client, cast.head, sitting, "?scope=all").context["analysis"].n == 14


def test_while_it_is_open_there_is_no_such_page(
    cast: Cast, quiz: Quiz, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    sitting = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
    response = page(client, cast.head_teacher, sitting)
    assert (response.status_code, response.url) == (302, reverse("sitting", args=[sitting.pk]))


@pytest.mark.usefixtures("_later")
def test_keeping_a_question_is_for_who_may_change_it(
    cast: Cast, sitting: Sitting, client: Client
) -> None:
    url = reverse("sitting_questions", args=[sitting.pk])
    version = analyse_sitting(sitting).questions[0].version
    client.force_login(cast.head, backend="schools.backends.PasswordBackend")
    assert client.post(url, {"version": version}).status_code == 302
    review = QuestionReview.objects.get()
    assert (review.version_id, review.kept_by, review.kept_at) == (version, cast.head, LATER)
    for wrong in ("", "x", str(version + 1000)):
        assert client.post(url, {"version": wrong}).status_code == 404
    QuestionReview.objects.all().delete()
    colleague = cast.sibling_head_teacher
    Membership.objects.create(user=colleague, role=Role.TEACHER, unit=cast.class_unit)
    client.force_login(colleague, backend="schools.backends.PasswordBackend")
    assert client.get(url).status_code == 200
    assert client.post(url, {"version": version}).status_code == 404
    assert not QuestionReview.objects.exists()


@pytest.mark.usefixtures("_later")
def test_another_schools_sitting_is_not_there(cast: Cast, sitting: Sitting, client: Client) -> None:
    assert page(client, cast.other_head_teacher, sitting).status_code == 404


def test_sittings_of_the_same_few_pupils_do_not_add_up_to_five(cast: Cast, quiz: Quiz) -> None:
    few = [make_pupil(cast.class_unit) for _each in range(2)]
    for _time in range(3):
        sitting = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
        for pupil in few:
            attempt = start_attempt(sitting=sitting, student=pupil, now=NOW)
            client = open_client(attempt=attempt, now=NOW)
            submit_attempt(
                attempt_id=attempt.pk,
                client=client.number,
                key=client.key,
                answers=[Answer(1, slot_of(attempt, 1), "b")],
                now=NOW,
            )
    analysis = analyse_paper(sitting.paper_id, Sitting.objects.all())
    assert (analysis.n, analysis.whole, analysis.questions) == (2, None, ())


def test_a_question_that_fewer_than_five_met_is_not_told(
    cast: Cast, quiz: Quiz, sitting: Sitting
) -> None:
    third = Question.objects.get(stem="第3题")
    third.is_true = False
    third.save()
    again = make_sitting(cast.sibling_class, cast.sibling_head_teacher, quiz=quiz)
    take(again, "b", ["a"], False)
    pooled = analyse_paper(again.paper_id, Sitting.objects.all())
    assert [question.stem for question in pooled.questions] == ["第1题", "第2题"]
