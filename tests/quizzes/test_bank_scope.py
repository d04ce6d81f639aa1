"""What is another school's is not there: each view, each chooser, each bulk action, by status and
by what stands in the database afterwards."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry, Revision, TaskState, WorkflowState

from quizzes.bank.viewset import question_bank
from quizzes.models import Option, Question, QuizItem
from schools.choices import Role
from schools.models import Membership
from schools.scoping.bulk import ScopedDeleteBulkAction
from tests.conftest import Cast
from tests.factories import NOW, UserFactory, make_member
from tests.quizzes.bank import Bank, client_for, form_data, make_bank, make_draft, submit, url
from tests.quizzes.factories import make_question, make_quiz

pytestmark = pytest.mark.django_db

READING = {"inspect", "copy"}
STATE = ("stem", "live", "locked", "owner_id", "latest_revision_id", "has_unpublished_changes")


@pytest.fixture
def bank(cast: Cast) -> Bank:
    return make_bank(cast)


def everything() -> list[object]:
    """All that a view could have changed about anybody's questions."""
    return [
        list(Question.objects.order_by("pk").values_list("pk", *STATE)),
        list(Option.objects.order_by("pk").values_list("pk", "question", "key", "text")),
        list(WorkflowState.objects.order_by("pk").values_list("pk", "status")),
        list(TaskState.objects.order_by("pk").values_list("pk", "status")),
        Revision.objects.count(),
        ModelLogEntry.objects.count(),
    ]


def views_of_one() -> list[tuple[str, list[str]]]:
    """The name and the other arguments of every view that names a question."""
    found = []
    for pattern in question_bank.get_urlpatterns():
        groups = [name for name in pattern.pattern.regex.groupindex if name != "pk"]
        if "pk" in pattern.pattern.regex.groupindex:
            found.append((pattern.name, groups))
    return found


def address(name: str, groups: list[str], question: Question) -> str:
    revision = question.latest_revision_id or 1
    values = {
        "revision_id": revision,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "action_name": "approve",
        "task_state_id": 1,
        "task_id": 1,
        "workflow_state_id": 1,
    }
    return reverse(
        f"question_bank:{name}", kwargs={"pk": question.pk, **{g: values[g] for g in groups}}
    )


def test_every_view_of_one_question_is_known() -> None:
    """A view that a new Wagtail brings is refused by the rule for changing until it is looked at."""
    assert {name for name, _groups in views_of_one()} == {
        "edit", "delete", "usage", "history", "history_results", "copy", "inspect",
        "preview_on_edit", "revisions_view", "revisions_revert", "revisions_compare",
        "revisions_unschedule", "unpublish", "lock", "unlock", "workflow_action",
        "collect_workflow_action_data", "confirm_workflow_cancellation", "workflow_preview",
        "workflow_history", "workflow_history_detail",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "groups"), views_of_one())
def test_another_school_s_question_is_in_no_view(bank: Bank, name: str, groups: list[str]) -> None:
    submit(bank.other_draft, bank.other_teacher)
    before = everything()
    for person in (bank.teacher, bank.cast.head, bank.cast.safety_officer, bank.cast.bureau):
        client = client_for(person)
        for question in (bank.other, bank.other_draft, bank.foreign):
            place = address(name, groups, question)
            if person == bank.cast.bureau and name in READING and question == bank.other:
                continue  # what is in use in the district, its bureau may read
            for send in (client.get, client.post):
                assert send(place, form_data()).status_code == 404, (person, question, send)
    assert everything() == before


@pytest.mark.parametrize(("name", "groups"), views_of_one())
def test_a_teacher_reads_but_changes_nothing_of_others(
    bank: Bank, name: str, groups: list[str]
) -> None:
    client, before = client_for(bank.teacher), everything()
    for question in (bank.school, bank.district):
        place = address(name, groups, question)
        expected = 200 if name in READING else 404
        assert client.get(place).status_code == expected, question
        assert name in READING or client.post(place, form_data()).status_code == 404
    assert client.get(address(name, groups, bank.colleagues_draft)).status_code == 404
    assert everything() == before


@pytest.mark.parametrize("person", ["pupil", "parent", None])
@pytest.mark.parametrize("name", ["list", "list_results", "add", "edit", "inspect", "usage"])
def test_pupils_parents_and_strangers_get_nothing(bank: Bank, person: str, name: str) -> None:
    client = client_for(getattr(bank.cast, person) if person else None)
    args = [bank.school.pk] if name in ("edit", "inspect", "usage") else []
    response = client.get(url(name, *args))
    assert response.status_code in (302, 403, 404)
    assert "本校的题" not in response.content.decode()


def test_a_missing_question_answers_like_another_school_s(bank: Bank) -> None:
    client = client_for(bank.teacher)
    client.get(url("edit", 999_999))
    counted = []
    for pk in (bank.other.pk, 999_999):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("edit", pk)).status_code == 404
        counted.append(len(queries))
    assert counted[0] == counted[1]


def shown_to(user, query: str = "") -> set[str]:
    context = client_for(user).get(url("list") + query).context
    return {question.stem for question in context["object_list"]}


def test_the_list_shows_what_may_be_used_and_what_may_be_edited(bank: Bank) -> None:
    cast = bank.cast
    usable = {"本校的题", "区里的题"}
    assert shown_to(bank.teacher) == usable | {"自己的草稿"}
    assert shown_to(cast.head_teacher) == usable | {"自己的草稿", "同事的草稿"}
    assert shown_to(cast.head) == usable | {"自己的草稿", "同事的草稿"}
    assert shown_to(cast.bureau) == {"区里的题", "本校的题", "别校的题"}
    assert shown_to(bank.other_head) == {"别校的题", "区里的题", "别校的草稿"}
    assert shown_to(cast.foreign_bureau) == {"邻区的题"}


@pytest.mark.parametrize("query", ["?q=题", "?owner={other}", "?q=别校", "?state=active"])
def test_search_and_filters_stay_inside(bank: Bank, query: str) -> None:
    query = query.format(other=bank.cast.other_school.pk)
    assert shown_to(bank.teacher, query) <= {"本校的题", "区里的题", "自己的草稿"}


def test_the_export_holds_what_the_list_shows(bank: Bank) -> None:
    response = client_for(bank.teacher).get(url("list") + "?export=csv")
    text = b"".join(response.streaming_content).decode()
    assert "自己的草稿" in text
    assert "别校" not in text
    assert "邻区" not in text
    assert "同事的草稿" not in text


def test_an_author_sees_no_draft_of_a_change_to_a_question_in_use(bank: Bank) -> None:
    bank.school.stem = "还没通过的改动"
    bank.school.save_revision(user=bank.cast.head)
    client = client_for(bank.teacher)
    for place in (url("list"), url("inspect", bank.school.pk), url("copy", bank.school.pk)):
        page = client.get(place).content.decode()
        assert "本校的题" in page
        assert "还没通过的改动" not in page


# Choosers


@pytest.mark.parametrize("route", ["choose", "choose_results"])
def test_the_chooser_lists_only_questions_to_use(bank: Bank, route: str) -> None:
    client = client_for(bank.teacher)
    for query in ("", "?q=题", "?q=草稿"):
        response = client.get(reverse(f"question_chooser:{route}") + query)
        html = response.json()["html"] if route == "choose" else response.content.decode()
        assert ("本校的题" in html) == (query != "?q=草稿")
        assert "别校" not in html
        assert "同事的草稿" not in html


def test_the_chooser_gives_only_questions_to_use(bank: Bank) -> None:
    client = client_for(bank.teacher)

    def chosen(pk: object) -> int:
        return client.get(reverse("question_chooser:chosen", args=[pk])).status_code

    assert chosen(bank.school.pk) == 200
    for pk in (bank.other.pk, bank.other_draft.pk, bank.colleagues_draft.pk, 999_999, "x"):
        assert chosen(pk) == 404
    many = [bank.school.pk, bank.other.pk, bank.colleagues_draft.pk, "x"]
    answer = client.get(reverse("question_chooser:chosen_multiple"), {"id": many}).json()
    assert [each["id"] for each in answer["result"]] == [str(bank.school.pk)]


def test_the_chooser_offers_no_way_to_edit_what_is_not_one_s_own(bank: Bank) -> None:
    place = reverse("question_chooser:chosen", args=[bank.school.pk])
    assert client_for(bank.teacher).get(place).json()["result"]["edit_url"] is None
    edit_url = client_for(bank.cast.head).get(place).json()["result"]["edit_url"]
    assert edit_url == url("edit", bank.school.pk)


def test_the_chooser_makes_no_questions(bank: Bank) -> None:
    assert client_for(bank.cast.head).get("/admin/question_chooser/create/").status_code == 404


# Forms


def add(user, **changes: object):
    return client_for(user).post(url("add"), form_data(**changes))


def test_the_owner_is_stamped_whatever_is_sent(bank: Bank) -> None:
    sent = {"owner": bank.cast.other_school.pk, "created_by": bank.cast.head.pk, "live": "on"}
    assert add(bank.teacher, **sent).status_code == 302
    question = Question.objects.latest("pk")
    assert (question.owner, question.created_by, question.live) == (
        bank.cast.school,
        bank.teacher,
        False,
    )
    assert add(bank.cast.bureau).status_code == 302
    assert Question.objects.latest("pk").owner == bank.cast.district


def test_an_edit_changes_no_owner(bank: Bank) -> None:
    data = form_data(stem="改好的草稿", owner=bank.cast.other_school.pk)
    response = client_for(bank.teacher).post(url("edit", bank.own_draft.pk), data)
    assert response.status_code == 302
    question = Question.objects.get(pk=bank.own_draft.pk)
    assert (question.stem, question.owner) == ("改好的草稿", bank.cast.school)


def test_who_writes_for_two_schools_says_for_which(bank: Bank) -> None:
    Membership.objects.create(user=bank.teacher, role=Role.TEACHER, unit=bank.cast.other_class)
    count = Question.objects.count()
    for owner in ("", bank.cast.district.pk, bank.cast.foreign_district.pk):
        assert add(bank.teacher, owner=owner).status_code == 200
    assert Question.objects.count() == count
    assert add(bank.teacher, owner=bank.cast.other_school.pk).status_code == 302
    assert Question.objects.latest("pk").owner == bank.cast.other_school


def test_the_form_takes_no_picture_of_another_school(bank: Bank) -> None:
    from tests.courses.factories import make_image

    image = make_image()  # in the root collection, from which nobody but superusers may choose
    response = add(bank.teacher, picture=image.pk, picture_alt="池塘")
    assert "picture" in response.context["form"].errors
    assert add(UserFactory(is_superuser=True), picture=image.pk, picture_alt="池塘",
               owner=bank.cast.school.pk).status_code == 302  # fmt: skip


# Bulk actions


def bulk(user, action: str, *ids: object, model: str = "quizzes/question"):
    place = f"/admin/bulk/{model}/{action}/?next=/admin/questions/"
    return client_for(user).post(place + "".join(f"&id={each}" for each in ids))


def stems() -> set[str]:
    return set(Question.objects.values_list("stem", flat=True))


def test_the_own_bulk_action_stands_in_place_of_wagtail_s() -> None:
    from wagtail.admin.views.bulk_action.registry import bulk_action_registry

    action = bulk_action_registry.get_bulk_action_class("quizzes", "question", "delete")
    assert action is ScopedDeleteBulkAction


def test_deleting_all_deletes_only_one_s_own_drafts(bank: Bank) -> None:
    before = stems()
    assert bulk(bank.teacher, "delete", "all").status_code == 302
    assert before - stems() == {"自己的草稿"}
    assert bulk(bank.cast.head, "delete", "all").status_code == 302
    assert before - stems() == {"自己的草稿", "同事的草稿"}


def test_deleting_by_number_finds_only_one_s_own_drafts(bank: Bank) -> None:
    before = stems()
    assert bulk(bank.teacher, "delete", bank.other_draft.pk, bank.other.pk).status_code == 404
    assert bulk(bank.teacher, "delete", "x", bank.colleagues_draft.pk).status_code == 404
    assert stems() == before
    bulk(bank.teacher, "delete", bank.own_draft.pk, bank.other_draft.pk, bank.school.pk)
    assert before - stems() == {"自己的草稿"}


def test_the_confirmation_names_nothing_of_another_school(bank: Bank) -> None:
    place = f"/admin/bulk/quizzes/question/delete/?id={bank.own_draft.pk}&id={bank.other.pk}"
    page = client_for(bank.teacher).get(place).content.decode()
    assert "自己的草稿" in page
    assert "别校的题" not in page


def test_retiring_all_retires_only_the_own_unit_s(bank: Bank) -> None:
    assert bulk(bank.teacher, "retire", "all").status_code == 404
    assert Question.objects.filter(live=True).count() == 4
    assert bulk(bank.cast.head, "retire", "all").status_code == 302
    live = Question.objects.filter(live=True).values_list("stem", flat=True)
    assert set(live) == {"区里的题", "别校的题", "邻区的题"}


def test_no_other_bulk_action_is_there(bank: Bank) -> None:
    head = bank.cast.head
    assert bulk(head, "delete", head.pk, model="schools/user").status_code == 404
    assert bulk(head, "delete", "all", model="wagtailcore/page").status_code == 404
    assert bulk(head, "delete", "all", model="wagtailimages/image").status_code == 404


# Approval


def decide(user, question: Question, task_state: TaskState, action: str = "approve"):
    place = url("workflow_action", question.pk, action, task_state.pk)
    return client_for(user).post(place, {"comment": ""})


def test_only_the_own_school_approves(bank: Bank) -> None:
    task_state = submit(bank.own_draft, bank.teacher)
    for person in (bank.other_head, bank.cast.bureau, bank.other_teacher):
        assert decide(person, bank.own_draft, task_state).status_code == 404
    for person in (bank.teacher, bank.cast.head_teacher):
        assert decide(person, bank.own_draft, task_state).status_code in (302, 403)
    task_state.refresh_from_db()
    assert task_state.status == "in_progress"
    assert not Question.objects.get(pk=bank.own_draft.pk).live
    assert decide(bank.cast.safety_officer, bank.own_draft, task_state).status_code == 302
    assert Question.objects.get(pk=bank.own_draft.pk).live


def test_an_approver_decides_on_no_other_school_s_request_through_an_own_question(bank: Bank):
    """Wagtail asks about the question of the address, but decides on the request of the number."""
    own, theirs = (
        submit(bank.own_draft, bank.teacher),
        submit(bank.other_draft, bank.other_teacher),
    )
    for action in ("approve", "reject"):
        assert decide(bank.cast.head, bank.own_draft, theirs, action).status_code == 404
    theirs.refresh_from_db()
    own.refresh_from_db()
    assert (own.status, theirs.status) == ("in_progress", "in_progress")
    assert not Question.objects.get(pk=bank.other_draft.pk).live


def test_each_finds_the_own_school_s_requests_on_the_first_page(bank: Bank) -> None:
    submit(bank.own_draft, bank.teacher)
    submit(bank.other_draft, bank.other_teacher)
    page = client_for(bank.cast.head).get("/admin/").content.decode()
    assert "自己的草稿" in page
    assert "别校的草稿" not in page


# Taking out of use


def test_an_approver_retires_the_own_unit_s_question_and_no_other(bank: Bank) -> None:
    for person, question, status in [
        (bank.cast.head, bank.other, 404),
        (bank.cast.head, bank.district, 404),
        (bank.other_head, bank.school, 404),
        (bank.cast.bureau, bank.school, 404),
        (bank.cast.head_teacher, bank.school, 404),
    ]:
        assert client_for(person).post(url("unpublish", question.pk)).status_code == status
        assert Question.objects.get(pk=question.pk).live
    assert client_for(bank.cast.head).post(url("unpublish", bank.school.pk)).status_code == 302
    assert Question.objects.get(pk=bank.school.pk).state == "retired"


def test_a_post_at_two_schools_mixes_no_rights(bank: Bank) -> None:
    """Head of one school and teacher at another: at the other, a teacher."""
    Membership.objects.create(user=bank.cast.head, role=Role.TEACHER, unit=bank.cast.other_class)
    own = make_question(bank.cast.other_school, stem="校长在别校写的题")
    Question.objects.filter(pk=own.pk).update(created_by=bank.cast.head)
    client = client_for(bank.cast.head)
    assert client.get(url("edit", own.pk)).status_code == 200
    assert client.post(url("unpublish", own.pk)).status_code == 404
    assert client.post(url("lock", own.pk)).status_code == 404
    assert Question.objects.filter(pk=own.pk, live=True, locked=False).exists()


def test_who_has_left_a_school_has_left_its_questions(bank: Bank) -> None:
    Membership.objects.filter(user=bank.teacher).delete()
    make_member(Role.TEACHER, bank.cast.other_class)
    Membership.objects.create(user=bank.teacher, role=Role.TEACHER, unit=bank.cast.other_class)
    assert client_for(bank.teacher).get(url("edit", bank.own_draft.pk)).status_code == 404
    assert "自己的草稿" not in shown_to(bank.teacher)


def test_what_was_used_cannot_be_deleted(bank: Bank) -> None:
    asked = make_draft(bank.cast.school, bank.teacher, "小测里的草稿")
    quiz = make_quiz(bank.cast.school, 1)
    QuizItem.objects.create(quiz=quiz, question=asked)
    retired = make_draft(bank.cast.school, bank.teacher, "用过的题")
    Question.objects.filter(pk=retired.pk).update(first_published_at=NOW)
    client = client_for(bank.cast.head)
    for question in (asked, retired, bank.school):
        assert client.post(url("delete", question.pk)).status_code == 404
    bulk(bank.cast.head, "delete", "all")
    assert {asked.stem, retired.stem, bank.school.stem} <= stems()
    assert client.post(url("delete", bank.own_draft.pk)).status_code == 404  # gone with "all"


@pytest.mark.parametrize("extra", [0, 5])
def test_the_list_asks_as_often_for_one_as_for_many(
    bank: Bank, extra: int, django_assert_num_queries
):
    for place in range(extra):
        make_question(bank.cast.school, stem=f"第{place}题", topic=f"t{place}")
    client = client_for(bank.cast.head)
    client.get(url("list"))
    with django_assert_num_queries(26):
        client.get(url("list"))
