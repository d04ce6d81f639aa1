"""Each unit's own approvers decide about its texts, with one task for the whole deployment."""

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Page, Workflow, WorkflowContentType, WorkflowPage

from cms.models import HomePage, UnitApprovalTask
from cms.owners import unit_of
from cms.workflow import ensure_workflow, owned_snippets
from schools.choices import AuditAction, Role
from schools.models import AuditEntry, Membership
from schools.permissions import approvers_of, can_approve_for, units_to_approve_for
from tests.courses.factories import make_lesson
from tests.factories import UserFactory, make_member

pytestmark = pytest.mark.django_db


class Snippet:
    """What a snippet offers."""

    def __init__(self, owner):
        self.owner = owner

    def get_owner_unit(self):
        return self.owner


def submitted(unit, author, **fields):
    """A draft of the author that waits for approval, and its open request."""
    lesson = make_lesson(unit, live=False, owner=author, **fields)
    lesson.save_revision(user=author)
    state = lesson.get_workflow().start(lesson, author)
    return lesson, state.current_task_state


def names_of(task, page, user):
    return [name for name, _words, _modal in task.get_actions(page, user)]


def test_unit_of_a_page_is_the_nearest_unit_above_it(cast):
    lesson, other = make_lesson(cast.school), make_lesson(cast.other_school)
    make_lesson(cast.district)
    assert unit_of(lesson) == unit_of(Page.objects.get(pk=lesson.pk)) == cast.school
    assert unit_of(other.get_parent()) == cast.other_school
    assert unit_of(HomePage.objects.get()) == cast.school  # whose home page it was made for
    assert unit_of(Page.objects.get(depth=1)) is None


def test_unit_of_a_snippet_is_the_school_of_what_it_names(cast):
    assert unit_of(Snippet(cast.school)) == unit_of(Snippet(cast.class_unit)) == cast.school
    assert unit_of(Snippet(cast.district)) == cast.district


def test_approvers_are_those_of_the_unit_itself(cast):
    assert set(approvers_of(cast.school)) == {cast.head, cast.safety_officer}
    assert set(approvers_of(cast.district)) == {cast.bureau}
    assert set(approvers_of(cast.other_school)) == set()
    assert set(approvers_of(cast.class_unit)) == set()


def test_the_check_and_the_list_of_units_to_approve_for_are_one_rule(cast):
    units = [cast.district, cast.school, cast.class_unit, cast.other_school, cast.foreign_district]
    for person in (cast.head, cast.bureau, cast.head_teacher, cast.pupil, cast.parent):
        listed = set(units_to_approve_for(person))
        assert listed == {unit for unit in units if can_approve_for(person, unit)}
    assert set(units_to_approve_for(cast.bureau)) == {cast.district}


def test_one_workflow_is_made_once_and_stands_for_every_page(cast):
    workflow = ensure_workflow()
    counts = Workflow.objects.count(), UnitApprovalTask.objects.count()
    assert ensure_workflow() == workflow
    assert (Workflow.objects.count(), UnitApprovalTask.objects.count()) == counts
    assert WorkflowPage.objects.get().workflow == workflow
    assert make_lesson(cast.school).get_workflow() == workflow
    linked = WorkflowContentType.objects.filter(workflow=workflow)
    assert {each.content_type.model_class() for each in linked} == set(owned_snippets())


def test_only_approvers_of_the_own_unit_may_decide(cast):
    make_member(Role.SAFETY_OFFICER, cast.other_school)
    lesson, _state = submitted(cast.school, cast.head_teacher)
    task = lesson.current_workflow_task
    for person in (cast.head, cast.safety_officer, UserFactory(is_superuser=True)):
        assert names_of(task, lesson, person) == ["reject", "approve", "approve"]
        assert task.user_can_access_editor(lesson, person) is True
        assert task.locked_for_user(lesson, person) is False
    stranger = make_member(Role.SCHOOL_HEAD, cast.other_school)
    for person in (stranger, cast.bureau, cast.head_teacher, cast.pupil):
        assert task.get_actions(lesson, person) == []
        assert task.user_can_access_editor(lesson, person) is False
        assert task.locked_for_user(lesson, person) is True


def test_each_sees_the_requests_of_the_own_unit(cast, django_assert_max_num_queries):
    stranger = make_member(Role.SCHOOL_HEAD, cast.other_school)
    _lesson, ours = submitted(cast.school, cast.head_teacher)
    _lesson, theirs = submitted(cast.other_school, cast.other_head_teacher)
    task = UnitApprovalTask.objects.get()
    seen = task.get_task_states_user_can_moderate
    assert list(seen(cast.head)) == [ours]
    assert list(seen(stranger)) == [theirs]
    assert list(seen(cast.bureau)) == list(seen(cast.head_teacher)) == []
    assert set(seen(UserFactory(is_superuser=True))) == {ours, theirs}


def test_approving_publishes(cast):
    lesson, state = submitted(cast.school, cast.head_teacher)
    state.task.specific.on_action(state, cast.head, "approve", comment="好")
    lesson.refresh_from_db()
    assert lesson.live is True
    assert not AuditEntry.objects.filter(action=AuditAction.OWN_TEXT_APPROVED).exists()


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("who", ["stranger", "head_teacher", "bureau"])
def test_nobody_else_can_decide_whatever_the_address_says(cast, who, action):
    stranger = make_member(Role.SCHOOL_HEAD, cast.other_school)
    person = stranger if who == "stranger" else getattr(cast, who)
    lesson, state = submitted(cast.school, cast.head_teacher)
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state, person, action, comment="")
    lesson.refresh_from_db()
    state.refresh_from_db()
    assert (lesson.live, state.status) == (False, "in_progress")


def test_an_approver_leaves_an_own_text_to_the_other_approver(cast):
    lesson, state = submitted(cast.school, cast.head)
    task = state.task.specific
    assert names_of(task, lesson, cast.head) == []
    with pytest.raises(PermissionDenied):
        task.on_action(state, cast.head, "approve", comment="")
    assert names_of(task, lesson, cast.safety_officer) == ["reject", "approve", "approve"]


def test_the_only_approver_may_approve_an_own_text_and_the_log_says_so(cast):
    Membership.objects.filter(user=cast.safety_officer).delete()
    lesson, state = submitted(cast.school, cast.head)
    state.task.specific.on_action(state, cast.head, "approve", comment="")
    lesson.refresh_from_db()
    assert lesson.live is True
    entry = AuditEntry.objects.get(action=AuditAction.OWN_TEXT_APPROVED)
    assert (entry.action, entry.actor, entry.unit) == (
        AuditAction.OWN_TEXT_APPROVED,
        cast.head,
        cast.school,
    )
    assert entry.detail == {"text": f"page {lesson.pk}"}
