"""Writing a question: what the form says, what it keeps, and how a draft comes into use."""

import pytest
from wagtail.models import WorkflowState

from quizzes.bank.filters import questions_in_state
from quizzes.choices import QuestionKind, QuestionState
from quizzes.domain.papers import freeze_paper
from quizzes.models import Question, QuestionVersion, Quiz, QuizItem
from schools.models import User
from schools.rights import everything_about
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.bank import (
    Bank,
    client_for,
    form_data,
    make_bank,
    make_draft,
    options_data,
    submit,
    url,
)
from tests.quizzes.factories import make_question, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(cast: Cast) -> Bank:
    return make_bank(cast)


def add(user: User, **changes: object):
    return client_for(user).post(url("add"), form_data(**changes))


def options_of(question: Question) -> list[tuple[str, str, bool]]:
    return list(question.options.values_list("key", "text", "is_right"))


def test_a_question_is_made_as_a_draft_with_its_keys(bank: Bank) -> None:
    assert (
        add(bank.teacher, topics=[make_topic().pk, make_topic("fire", "消防").pk]).status_code
        == 302
    )
    question = Question.objects.latest("pk")
    assert options_of(question) == [
        ("a", "跳下去", False),
        ("b", "大声呼救", True),
        ("c", "跑开", False),
    ]
    assert (question.state, question.kind) == (QuestionState.DRAFT, QuestionKind.SINGLE)
    assert (question.grade_min, question.grade_max) == (1, 6)
    assert sorted(topic.slug for topic in question.topics.all()) == ["drowning", "fire"]
    assert question.latest_revision.user == bank.teacher


WRONG = [
    ("multiple", options_data("*甲"), "选择题至少要有两个选项。"),
    ("single", options_data("甲", "乙"), "没有标明正确选项。"),
    ("single", options_data("*甲", "*乙"), "单选题只能有一个正确选项。"),
    ("single", options_data("*甲", "乙 ", "乙"), "有两个选项的内容相同。"),
    ("single", options_data(*[f"第{n}项" for n in range(26)], "*对"),
     "选择题最多有 26 个选项。"),
    ("true_false", options_data(), "没有说明这句话是对还是错。"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "options", "problem"), WRONG)
@pytest.mark.parametrize("action", [{}, {"action-submit": "1"}])
def test_what_cannot_be_marked_is_not_saved_and_the_form_says_why(
    bank: Bank, kind: str, options: dict[str, object], problem: str, action: dict[str, str]
) -> None:
    count = Question.objects.count()
    response = add(bank.teacher, options=options, kind=kind, **action)
    assert response.context["form"].non_field_errors() == [problem]
    assert problem in response.content.decode()
    assert Question.objects.count() == count


def test_a_statement_with_options_is_refused(bank: Bank) -> None:
    count = Question.objects.count()
    response = add(bank.teacher, kind="true_false", is_true="true")
    assert len(response.context["form"].non_field_errors()) == 1
    assert Question.objects.count() == count


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("stem", {"stem": " "}),
        ("kind", {"kind": "essay"}),
        ("explanation", {"explanation": ""}),
        ("topics", {"topics": []}),
        ("grade_max", {"grade_min": "5", "grade_max": "4"}),
        ("grade_min", {"grade_min": "-2"}),
        ("grade_max", {"grade_max": "99"}),
        ("valid_until", {"valid_until": "2026-13-01"}),
        ("source", {"source": "长" * 301}),
    ],
)
def test_a_field_says_what_is_wrong_with_it(bank: Bank, field: str, changes: dict) -> None:
    response = add(bank.teacher, **changes)
    assert list(response.context["form"].errors) == [field]


def test_an_option_without_text_is_named(bank: Bank) -> None:
    response = add(bank.teacher, **{"options-2-text": "", "options-2-why": "因为"})
    assert list(response.context["form"].formsets["options"].errors[2]) == ["text"]


@pytest.mark.parametrize(
    "removed", [options_data(), {f"options-{place}-DELETE": "1" for place in range(3)}]
)
def test_a_statement_is_made_without_options(bank: Bank, removed: dict[str, object]) -> None:
    """None were added, or those that were have been taken away again."""
    data = {**form_data(kind="true_false", is_true="false"), **removed}
    assert client_for(bank.teacher).post(url("add"), data).status_code == 302
    question = Question.objects.latest("pk")
    assert (question.is_true, question.options.count()) == (False, 0)


def test_an_option_keeps_its_key_when_its_text_or_place_changes(bank: Bank) -> None:
    question = bank.own_draft
    data = form_data(
        options=options_data("改甲", "*改乙", "改丙", "改丁", "新的", question=question)
    )
    data |= {"options-0-ORDER": 9, "options-2-DELETE": "1"}
    response = client_for(bank.teacher).post(url("edit", question.pk), data)
    assert response.status_code == 302
    assert options_of(question) == [
        ("b", "改乙", True),
        ("d", "改丁", False),
        ("e", "新的", False),
        ("a", "改甲", False),
    ]


def test_nobody_chooses_a_key(bank: Bank) -> None:
    sent = {"options-0-key": "zz", "options-1-key": "zz", "options-2-key": "a"}
    assert add(bank.teacher, **sent).status_code in (200, 302)
    add(bank.teacher, **{"options-0-key": "zz", "options-1-key": "b", "options-2-key": "<"})
    assert {key for key, _t, _r in options_of(Question.objects.latest("pk"))} == {"a", "b", "c"}


def test_editing_a_question_in_use_leaves_it_until_it_is_approved(bank: Bank) -> None:
    """And what was sealed stays for ever; a new paper gets a version of its own."""
    question = bank.school
    quiz = Quiz.objects.create(owner=bank.cast.school, title="小测")
    QuizItem.objects.create(quiz=quiz, question=question)
    paper = freeze_paper(quiz=quiz, now=NOW)
    sealed = QuestionVersion.objects.get()
    data = form_data(
        stem="新的题干", options=options_data("甲", "*乙", "丙", "丁", question=question)
    )
    head, officer = bank.cast.head, bank.cast.safety_officer
    response = client_for(head).post(url("edit", question.pk), {**data, "action-submit": "1"})
    assert response.status_code == 302
    live = Question.objects.get(pk=question.pk)
    assert (live.stem, live.live, live.has_unpublished_changes) == ("本校的题", True, True)
    assert freeze_paper(quiz=Quiz.objects.get(pk=quiz.pk), now=NOW).pk == paper.pk
    task_state = live.current_workflow_task_state
    client_for(officer).post(url("workflow_action", question.pk, "approve", task_state.pk))
    live = Question.objects.get(pk=question.pk)
    assert (live.stem, live.has_unpublished_changes) == ("新的题干", False)
    assert [key for key, _t, _r in options_of(live)] == ["a", "b", "c", "d"]
    assert freeze_paper(quiz=Quiz.objects.get(pk=quiz.pk), now=NOW).pk != paper.pk
    again = QuestionVersion.objects.get(pk=sealed.pk)
    assert (again.spec, again.digest) == (sealed.spec, sealed.digest)


def test_publishing_is_the_approver_s_click_and_nobody_s_else(bank: Bank) -> None:
    """Who sends `action-publish` with the form has only saved a draft."""
    for person in (bank.teacher, bank.cast.head, bank.cast.bureau):
        assert add(person, stem="直接发布", **{"action-publish": "1"}).status_code == 302
        question = Question.objects.latest("pk")
        assert (question.stem, question.live) == ("直接发布", False)
        page = client_for(person).get(url("edit", question.pk)).content.decode()
        assert "action-publish" not in page


def test_a_draft_goes_to_approval_and_is_locked_for_its_author(bank: Bank) -> None:
    add(bank.teacher, stem="送审的题", **{"action-submit": "1"})
    question = Question.objects.latest("pk")
    assert WorkflowState.objects.for_instance(question).get().requested_by == bank.teacher
    data = form_data(stem="偷偷改", options=options_data("甲", "*乙", "丙", question=question))
    client_for(bank.teacher).post(url("edit", question.pk), data)
    latest = Question.objects.get(pk=question.pk).get_latest_revision_as_object()
    assert latest.stem == "送审的题"


def test_changes_can_be_asked_for_and_the_author_sends_it_again(bank: Bank) -> None:
    task_state = submit(bank.own_draft, bank.teacher)
    client = client_for(bank.cast.head)
    client.post(
        url("workflow_action", bank.own_draft.pk, "reject", task_state.pk), {"comment": "题干太长"}
    )
    data = form_data(
        stem="短一点", options=options_data("甲", "*乙", "丙", "丁", question=bank.own_draft)
    )
    client_for(bank.teacher).post(url("edit", bank.own_draft.pk), {**data, "action-submit": "1"})
    question = Question.objects.get(pk=bank.own_draft.pk)
    assert (question.live, question.workflow_in_progress) == (False, True)
    task_state = question.current_workflow_task_state
    client.post(url("workflow_action", question.pk, "approve", task_state.pk), {"comment": ""})
    assert Question.objects.get(pk=question.pk).state == QuestionState.ACTIVE


def test_a_retired_question_is_on_no_new_paper_and_can_come_back(bank: Bank) -> None:
    client_for(bank.cast.head).post(url("unpublish", bank.school.pk))
    question = Question.objects.get(pk=bank.school.pk)
    assert question.state == QuestionState.RETIRED
    for state in QuestionState:
        is_in = questions_in_state(Question.objects.all(), state).filter(pk=question.pk).exists()
        assert is_in == (state == QuestionState.RETIRED)
    question.save_revision(user=bank.cast.head)
    task_state = submit(question, bank.cast.head)
    client_for(bank.cast.safety_officer).post(
        url("workflow_action", question.pk, "approve", task_state.pk), {"comment": ""}
    )
    assert Question.objects.get(pk=question.pk).state == QuestionState.ACTIVE


def test_no_revision_changes_whose_a_question_is(bank: Bank) -> None:
    question = bank.own_draft
    revision = question.latest_revision
    revision.content["owner"], revision.content["created_by"] = bank.cast.other_school.pk, None
    revision.save()
    restored = revision.as_object()
    assert (restored.owner, restored.created_by) == (bank.cast.school, bank.teacher)


def test_a_copy_is_a_draft_of_one_s_own(bank: Bank) -> None:
    Question.objects.filter(pk=bank.district.pk).update(code="d-1")
    client = client_for(bank.teacher)
    form = client.get(url("copy", bank.district.pk)).context["form"]
    assert form.instance.pk is None
    options = form.formsets["options"]
    assert [each.instance.text for each in options.forms] == ["选项a", "选项b", "选项c", "选项d"]
    data = form_data(stem="抄来的题", options=options_data("甲", "*乙", "丙", "丁"))
    # The forms of the copied options are sent as standing ones that have no number.
    data["options-INITIAL_FORMS"] = 4
    assert client.post(url("add"), data).status_code == 302
    copy = Question.objects.latest("pk")
    assert (copy.owner, copy.created_by, copy.state, copy.code) == (
        bank.cast.school,
        bank.teacher,
        QuestionState.DRAFT,
        None,
    )
    assert [text for _k, text, _r in options_of(copy)] == ["甲", "乙", "丙", "丁"]
    assert bank.district.options.count() == 4


def test_the_preview_shows_the_pupil_s_screen_and_the_key_beside_it(bank: Bank) -> None:
    client = client_for(bank.teacher)
    data = form_data(**{"options-0-why": "下水会沉", "stem": "预览的题"})
    answer = client.post(url("preview_on_add"), data).json()
    assert answer == {"is_valid": True, "is_available": True}
    page = client.get(url("preview_on_add")).content.decode()
    pupils, authors = page.split('id="for-authors"')
    assert "预览的题" in pupils
    assert "大声呼救" in pupils
    assert "下水会沉" not in pupils
    assert "先呼救。" not in pupils
    assert "下水会沉" in authors
    assert "先呼救。" in authors
    assert authors.count("正确答案") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"stem": "", "explanation": ""},
        {"options-1-text": ""},
        {"kind": "true_false"},
        {"kind": "multiple", "options-TOTAL_FORMS": 0},
    ],
)
def test_an_unfinished_question_has_a_preview_too(bank: Bank, changes: dict) -> None:
    client = client_for(bank.teacher)
    client.post(url("preview_on_add"), form_data(**changes))
    assert client.get(url("preview_on_add")).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=multiple", {"多选"}),
        ("?state=draft", {"自己的草稿"}),
        ("?state=retired", set()),
        ("?grade=12", {"高三"}),
        ("?validity=over", {"过期"}),
        ("?validity=soon", {"快到期"}),
        ("?q=多", {"多选"}),
    ],
)
def test_the_list_is_narrowed(
    bank: Bank, monkeypatch: pytest.MonkeyPatch, query: str, found: set[str]
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    Question.objects.update(grade_min=1, grade_max=6)
    school = bank.cast.school
    make_question(school, kind=QuestionKind.MULTIPLE, right="ac", stem="多选")
    for stem, fields in [
        ("高三", {"grade_min": 10, "grade_max": 12}),
        ("过期", {"valid_until": "2026-11-22"}),
        ("快到期", {"valid_until": "2026-11-23"}),
    ]:
        question = make_question(school, stem=stem)
        Question.objects.filter(pk=question.pk).update(**{"grade_max": 6, **fields})
    Question.objects.filter(stem="多选").update(grade_max=6)
    listed = client_for(bank.teacher).get(url("list") + query).context["object_list"]
    assert {question.stem for question in listed} == found


def test_the_list_is_narrowed_to_a_topic(bank: Bank) -> None:
    make_question(bank.cast.school, stem="消防题", topic="fire")
    query = f"?topics={make_topic('fire').pk}"
    listed = client_for(bank.teacher).get(url("list") + query).context["object_list"]
    assert [question.stem for question in listed] == ["消防题"]


def test_the_menu_leads_authors_to_the_question_bank(bank: Bank) -> None:
    for person in (bank.teacher, bank.cast.head, bank.cast.bureau):
        assert "/admin/questions/" in client_for(person).get("/admin/").content.decode()


def test_a_draft_of_a_head_teacher_s_school_may_be_mended_by_the_head_teacher(bank: Bank) -> None:
    draft = make_draft(bank.cast.school, bank.teacher, "同事没写完")
    data = form_data(stem="改好了", options=options_data("甲", "*乙", "丙", "丁", question=draft))
    client = client_for(bank.cast.head_teacher)
    assert client.post(url("edit", draft.pk), data).status_code == 302
    assert Question.objects.get(pk=draft.pk).created_by == bank.teacher
    assert client.get(url("edit", bank.school.pk)).status_code == 404


def test_what_a_person_wrote_is_in_the_copy_of_their_data(bank: Bank) -> None:
    held = everything_about(bank.teacher)["quizzes"]["questions"]
    assert held == [{"id": bank.own_draft.pk, "stem": "自己的草稿"}]
    assert everything_about(bank.cast.pupil)["quizzes"]["questions"] == []
