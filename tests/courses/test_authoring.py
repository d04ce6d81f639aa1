"""Authors put only what is theirs into a page."""

import pytest
from django.core.exceptions import ValidationError

from courses.authoring import AuthorPageForm, questions_to_use, quizzes_to_use, units_around
from tests.courses.factories import make_lesson
from tests.factories import UserFactory
from tests.quizzes.factories import make_question, make_quiz


def form_of(page, user) -> AuthorPageForm:
    edit = type(page).get_edit_handler()
    return edit.get_form_class()(instance=page, for_user=user, parent_page=page.get_parent())


def test_units_around_are_those_above_and_below(cast):
    assert set(units_around(cast.head)) == {
        cast.district,
        cast.school,
        cast.class_unit,
        cast.sibling_class,
    }
    assert list(units_around(cast.parent)) == []
    assert units_around(UserFactory(is_superuser=True)).count() == 9


def test_questions_to_use_are_in_use_and_of_units_around(cast):
    mine = {make_question(cast.school), make_question(cast.district)}
    make_question(cast.other_school)
    make_question(cast.foreign_district)
    draft = make_question(cast.school)
    type(draft).objects.filter(pk=draft.pk).update(live=False)
    assert set(questions_to_use(cast.head)) == mine


def test_form_offers_only_quizzes_of_units_around_and_the_one_that_stands(cast):
    own, foreign = make_quiz(cast.school), make_quiz(cast.foreign_district)
    make_quiz(cast.other_school)
    assert list(quizzes_to_use(cast.head)) == [own]
    page = make_lesson(cast.school, quiz=foreign)
    assert set(form_of(page, cast.head).fields["quiz"].queryset) == {own, foreign}


def body_with(page, question):
    return page.body.stream_block.to_python(
        [{"type": "check", "value": {"question": question.pk, "notes": ""}}]
    )


def test_form_refuses_a_question_of_another_school(cast):
    page = make_lesson(cast.school)
    form = form_of(page, cast.head)
    form.cleaned_data = {"body": body_with(page, make_question(cast.other_school))}
    with pytest.raises(ValidationError):
        form.clean_body()
    form.cleaned_data = {"body": body_with(page, make_question(cast.school))}
    assert form.clean_body() == form.cleaned_data["body"]


def test_form_lets_a_question_stay_that_stood_there_before(cast):
    retired = make_question(cast.other_school)
    page = make_lesson(cast.school, body=[("check", {"question": retired})])
    form = form_of(page, cast.head)
    form.cleaned_data = {"body": body_with(page, retired)}
    assert form.clean_body() == form.cleaned_data["body"]


@pytest.mark.parametrize("is_asked", [True, False])
def test_form_refuses_a_question_that_the_lesson_s_own_quiz_asks(cast, is_asked):
    quiz = make_quiz(cast.school, 2)
    question = quiz.items.first().question if is_asked else make_question(cast.school)
    page = make_lesson(cast.school)
    form = form_of(page, cast.head)
    form.cleaned_data = {"body": body_with(page, question), "quiz": quiz}
    form._errors = {}
    form.clean()
    assert list(form.errors) == (["body"] if is_asked else [])
