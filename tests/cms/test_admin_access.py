"""Every open view of the admin × who writes and approves × whose thing it is.

`tests/test_access.py` sees to it that nothing but these views is open. Each request here is made
with GET and with a POST of a whole form: who is refused gets a 404 and has changed nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.urls import reverse
from wagtail.admin.models import EditingSession

from cms.admin_gate import ALLOWED_FOR_AUTHORS
from tests.cms.newsroom import Desk, Newsroom
from tests.cms.test_author_walls import fields_of, state_of_everything

pytestmark = [pytest.mark.django_db, pytest.mark.walk]

PEOPLE = ("author", "colleague", "approver", "other_author", "other_approver", "bureau")
DESKS = ("own", "other", "district")
APPROVERS = {"own": {"approver"}, "other": {"other_approver"}, "district": {"bureau"}}
# Who finds a unit's live pages in the admin, and who its drafts.
SEERS = {
    "own": {"author", "colleague", "approver"},
    "other": {"other_author", "other_approver"},
    "district": {"bureau"},
}
WORKERS = {
    "own": {"author", "approver"},
    "other": {"other_author", "other_approver"},
    "district": {"bureau"},
}
EVERYBODY = dict.fromkeys(DESKS, set(PEOPLE))
NOT_FOUND = 404
REFUSED = {NOT_FOUND, 405}  # a view that knows no POST says so, whoever asks
A_LINK = {"external-link-chooser-url": "/"}  # Wagtail stumbles without it


@dataclass(frozen=True)
class View:
    """Which object's keys stand in the address, and for whom the object is there."""

    keys: Callable[[Desk], list[object]]
    there_for: dict[str, set[str]]
    query: str = ""


def parent(desk: Desk) -> list[object]:
    return [desk.theme.pk]


def draft(desk: Desk) -> list[object]:
    return [desk.draft.pk]


def nothing(desk: Desk) -> list[object]:
    return []


def revision(desk: Desk) -> list[object]:
    return [desk.draft.pk, desk.draft.get_latest_revision().pk]


def compared(desk: Desk) -> list[object]:
    return [desk.draft.pk, "earliest", "latest"]


def new_lesson(desk: Desk) -> list[object]:
    return ["courses", "lessonpage", desk.theme.pk]


def decision(desk: Desk) -> list[object]:
    return [desk.waiting.pk, "approve", desk.request.pk]


def request_of(desk: Desk) -> list[object]:
    return [desk.waiting.pk, desk.request.workflow_state_id]


def task_of(desk: Desk) -> list[object]:
    return [desk.waiting.pk, desk.request.task_id]


def editing(desk: Desk) -> list[object]:
    return ["courses", "lessonpage", desk.draft.pk, 1]


PICTURES = {**SEERS, "district": set(PEOPLE)}

PAGES = "wagtailadmin_pages"
TABLE: dict[str, View] = {
    "wagtailadmin_home": View(nothing, EVERYBODY),
    "wagtailadmin_login": View(nothing, EVERYBODY),
    "wagtailadmin_logout": View(nothing, EVERYBODY),
    "wagtailadmin_javascript_catalog": View(nothing, EVERYBODY),
    "wagtailadmin_sprite": View(nothing, EVERYBODY),
    "wagtailadmin_dismissibles": View(nothing, EVERYBODY),
    "wagtailadmin_block_preview": View(nothing, {}),  # a 404 without the name of a block
    "wagtailadmin_editing_sessions:ping": View(editing, WORKERS),
    "wagtailadmin_editing_sessions:release": View(lambda desk: [1], EVERYBODY),
    "wagtailadmin_explore_root": View(nothing, EVERYBODY),
    **{
        name: View(parent, SEERS)
        for name in (
            "wagtailadmin_explore",
            "wagtailadmin_explore_results",
            f"{PAGES}:add_subpage",
        )
    },
    **{f"{PAGES}:{name}": View(new_lesson, SEERS) for name in ("add", "preview_on_add")},
    **{
        f"{PAGES}:{name}": View(draft, WORKERS)
        for name in (
            "edit", "preview_on_edit", "view_draft", "delete", "unpublish", "lock", "unlock",
            "usage", "history", "history_results", "revisions_index", "workflow_history",
            "confirm_workflow_cancellation",
        )
    },
    **{
        f"{PAGES}:{name}": View(revision, WORKERS)
        for name in ("revisions_view", "revisions_revert", "revisions_unschedule")
    },
    f"{PAGES}:revisions_compare": View(compared, WORKERS),
    f"{PAGES}:workflow_action": View(decision, WORKERS),
    f"{PAGES}:collect_workflow_action_data": View(decision, WORKERS),
    f"{PAGES}:workflow_preview": View(task_of, WORKERS),
    f"{PAGES}:workflow_history_detail": View(request_of, WORKERS),
    "wagtailadmin_choose_page": View(nothing, EVERYBODY),
    "wagtailadmin_choose_page_child": View(draft, WORKERS),
    "wagtailadmin_choose_page_search": View(nothing, EVERYBODY, "?q=a"),
    **{
        f"wagtailadmin_choose_page_{kind}_link": View(nothing, EVERYBODY)
        for kind in ("external", "email", "phone", "anchor")
    },
    **{
        f"wagtail{app}_chooser:{name}": View(nothing, EVERYBODY)
        for app in ("images", "docs")
        for name in ("choose", "choose_results", "create")
    },
    "wagtailimages_chooser:chosen": View(lambda desk: [desk.image.pk], PICTURES),
    "wagtaildocs_chooser:chosen": View(lambda desk: [desk.document.pk], SEERS),
    "question_chooser:choose": View(nothing, EVERYBODY),
    "question_chooser:choose_results": View(nothing, EVERYBODY),
    "question_chooser:chosen": View(lambda desk: [999_999], {}),
    "question_chooser:chosen_multiple": View(nothing, EVERYBODY),
}  # fmt: skip


def is_tried_elsewhere(name: str) -> bool:
    """Questions, one by one, in bulk, in and out: tests/quizzes/test_bank_scope.py, exchange/."""
    exchange = {
        "question_import",
        "question_import_preview",
        "question_template",
        "question_export",
    }
    return name.startswith("question_bank:") or name in {"wagtail_bulk_action", *exchange}


def test_every_open_view_is_in_the_table() -> None:
    assert set(TABLE) == {name for name in ALLOWED_FOR_AUTHORS if not is_tried_elsewhere(name)}


def status_of(newsroom: Newsroom, person: str, url: str, query: str, method: str) -> int:
    """The status that a fresh client gets; whatever the request changed is rolled back."""
    body = {**fields_of(newsroom.own.draft), **A_LINK} if method == "post" else {}
    with transaction.atomic():
        before = state_of_everything() if method == "post" else None
        status: int = getattr(newsroom.client(person), method)(url + query, body).status_code
        if status in REFUSED and before is not None:
            assert state_of_everything() == before, url
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("person", PEOPLE)
def test_each_finds_what_the_table_says(newsroom: Newsroom, person: str) -> None:
    wrong = []
    for name, view in TABLE.items():
        for place in DESKS if view.keys is not nothing else ("own",):
            url = reverse(name, args=view.keys(getattr(newsroom, place)))
            is_there = person in view.there_for.get(place, set())
            methods = ("get", "post")
            statuses = {status_of(newsroom, person, url, view.query, each) for each in methods}
            if is_there is (statuses <= REFUSED):
                wrong.append((name, place, statuses))
    assert wrong == []


@pytest.mark.parametrize("place", DESKS)
def test_only_the_own_approvers_decide_withdraw_and_lock(newsroom: Newsroom, place: str) -> None:
    """Behind the rules of the gate stand Wagtail's: an author has the page and not the power."""
    desk = getattr(newsroom, place)
    for person in PEOPLE:
        client, may = newsroom.client(person), person in APPROVERS[place]
        for name, keys in (("workflow_action", decision(desk)), ("lock", draft(desk))):
            with transaction.atomic():
                client.post(reverse(f"{PAGES}:{name}", args=keys))
                desk.request.refresh_from_db()
                desk.draft.refresh_from_db()
                done = desk.request.status == "approved" or desk.draft.locked
                transaction.set_rollback(True)
            assert done is may, (person, name)


def test_nobody_learns_who_edits_another_school_s_page(newsroom: Newsroom) -> None:
    url = reverse("wagtailadmin_editing_sessions:ping", args=editing(newsroom.own))
    for person in ("colleague", "other_author", "other_approver", "bureau"):
        assert newsroom.client(person).post(url).status_code == NOT_FOUND
    assert EditingSession.objects.count() == 0
