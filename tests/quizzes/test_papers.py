"""Freezing: the same quiz gives the same paper, a changed one another."""

from datetime import date

import pytest
from django.utils.translation import override

from quizzes.choices import QuestionKind
from quizzes.domain.papers import CannotFreeze, freeze_paper
from quizzes.models import Paper, Question, QuestionVersion, Quiz, QuizItem
from quizzes.papers import items_of_paper
from tests.factories import NOW
from tests.quizzes.factories import make_question, make_quiz


def test_freezing_twice_finds_the_same_paper(cast):
    quiz = make_quiz(cast.school)
    first, second = freeze_paper(quiz=quiz, now=NOW), freeze_paper(quiz=quiz, now=NOW)
    assert first.pk == second.pk
    assert (Paper.objects.count(), QuestionVersion.objects.count()) == (1, 3)


def test_an_edited_question_gets_a_new_version_and_the_old_one_stays(cast):
    quiz = make_quiz(cast.school)
    old = freeze_paper(quiz=quiz, now=NOW)
    question = quiz.items.first().question
    question.stem = "改过的题干"
    question.save()
    quiz = Quiz.objects.get(pk=quiz.pk)
    new = freeze_paper(quiz=quiz, now=NOW)
    assert new.pk != old.pk
    assert items_of_paper(old.pk)[1].spec["stem"] == "第1题"
    assert items_of_paper(new.pk)[1].spec["stem"] == "改过的题干"
    assert QuestionVersion.objects.count() == 4


def test_a_quiz_without_questions_cannot_be_used(cast):
    quiz = Quiz.objects.create(owner=cast.school, title="空")
    with pytest.raises(CannotFreeze):
        freeze_paper(quiz=quiz, now=NOW)
    assert Paper.objects.count() == 0


def test_a_question_without_a_key_cannot_be_used_and_nothing_is_saved(cast):
    quiz = make_quiz(cast.school, count=1)
    broken = make_question(cast.school, kind=QuestionKind.SINGLE, right="")
    quiz.items.add(QuizItem(question=broken, sort_order=2))
    quiz.save()
    with pytest.raises(CannotFreeze):
        freeze_paper(quiz=quiz, now=NOW)
    assert (Paper.objects.count(), QuestionVersion.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("live", False, "在使用中"),
        ("valid_until", date(2026, 11, 22), "2026-11-22"),
    ],
)
def test_a_question_out_of_use_or_date_cannot_be_used(cast, field, value, reason):
    quiz = make_quiz(cast.school, count=1)
    Question.objects.update(**{field: value})
    with override("zh-hans"), pytest.raises(CannotFreeze, match=reason):
        freeze_paper(quiz=Quiz.objects.get(pk=quiz.pk), now=NOW)
    assert Paper.objects.count() == 0


def test_a_question_is_valid_on_its_last_day(cast):
    quiz = make_quiz(cast.school, count=1)
    Question.objects.update(valid_until=date(2026, 11, 23))
    assert freeze_paper(quiz=Quiz.objects.get(pk=quiz.pk), now=NOW).items.count() == 1
