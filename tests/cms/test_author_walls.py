"""What keeps two schools' authors apart in the admin, tried by who stands outside.

Each test looks at what was written as well as at the status: a refusal that has written is none.
"""

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, PageLogEntry, Revision, TaskState, WorkflowState

from cms.admin_gate import ALLOWED_FOR_AUTHORS
from courses.models import LessonPage, ThemeIndexPage
from courses.permissions import pages_to_link_to, pages_to_see, pages_to_work_on
from schools.choices import Role
from schools.models import Membership
from tests.cms.newsroom import client_of, make_draft
from tests.courses.factories import make_image
from tests.factories import UserFactory, make_member
from tests.quizzes.factories import make_question

pytestmark = [pytest.mark.django_db, pytest.mark.walk]


def admin(name: str, *keys: object) -> str:
    return reverse(name, args=keys)


def edit_url(page: Page) -> str:
    return admin("wagtailadmin_pages:edit", page.pk)


def state_of_everything() -> list[object]:
    """All that an outsider might change."""
    models = (Page, LessonPage, Revision, WorkflowState, TaskState, PageLogEntry, Image, Document)
    return [list(model.objects.order_by("pk").values()) for model in models]


def rich(text: str, link: int | None = None) -> str:
    """What the rich text editor posts: one paragraph, all of it a link if there is one."""
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": link}}
    block = {
        "key": "a",
        "text": text,
        "type": "unstyled",
        "depth": 0,
        "inlineStyleRanges": [],
        "entityRanges": [{"offset": 0, "length": len(text), "key": 0}] if link else [],
    }
    return json.dumps({"blocks": [block], "entityMap": {"0": entity} if link else {}})


def fields_of(page: LessonPage, **changed: object) -> dict[str, object]:
    """What the editor posts: the page's form as it stands, with some fields changed."""
    body = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value-heading": "会认",
        "body-0-value-text": rich("哪里的水有危险"),
        "body-0-value-notes": "",
    }
    return {
        "title": page.title,
        "slug": page.slug,
        "summary": "认出危险的水",
        "picture": "",
        "picture_alt": "",
        "teacher_notes": json.dumps({"blocks": [], "entityMap": {}}),
        "grade_min": "3",
        "grade_max": "6",
        "term": "1",
        "week": "13",
        "minutes": "5",
        "quiz": "",
        "seo_title": "",
        "search_description": "",
        "go_live_at": "",
        "expire_at": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        **body,
        **changed,
    }


def rows_of(page: Page, user) -> set[str]:
    """The titles that the explorer lists below a page."""
    html = client_of(user).get(admin("wagtailadmin_explore", page.pk)).content.decode()
    return set(re.findall(r'id="page_\d+_title">\s*([^<]+?)\s*<', html))


# 1, 2: the explorer and every view with a page's number


def test_an_author_finds_live_pages_of_the_school_and_own_drafts(newsroom):
    own, author = newsroom.own, newsroom.author
    extra = make_draft(own.unit, own.theme, newsroom.colleague, "同事的草稿")
    seen = set(pages_to_see(author).values_list("pk", flat=True))
    assert {own.theme.pk, own.live.pk, own.draft.pk, own.waiting.pk} <= seen
    assert extra.pk not in seen
    assert rows_of(own.theme, author) == {own.live.title, own.draft.title, own.waiting.title}
    assert rows_of(own.theme, newsroom.colleague) == {own.live.title, "同事的草稿"}
    assert rows_of(own.theme, newsroom.approver) == {
        own.live.title,
        own.draft.title,
        own.waiting.title,
        "同事的草稿",
    }


@pytest.mark.parametrize("name", ["author", "colleague", "approver", "bureau"])
@pytest.mark.parametrize("desk", ["own", "other", "district"])
def test_drafts_are_their_author_s_and_their_unit_s_approvers_(newsroom, name, desk):
    may = {("author", "own"), ("approver", "own"), ("bureau", "district")}
    there = getattr(newsroom, desk)
    pages = {there.draft.pk, there.waiting.pk}
    found = pages_to_work_on(getattr(newsroom, name)).filter(pk__in=pages)
    assert found.count() == (2 if (name, desk) in may else 0)


def test_searching_and_filtering_in_the_explorer_finds_no_foreign_draft(newsroom):
    client = newsroom.client("author")
    place = admin("wagtailadmin_explore", newsroom.own.theme.pk)
    call_command("update_index", verbosity=0)
    for query in ({"q": "草稿"}, {"has_child_pages": "false"}):
        html = client.get(place, {**query, "search_all": "1"}).content.decode()
        assert newsroom.own.draft.title in html
        assert newsroom.other.draft.title not in html
        assert newsroom.district.draft.title not in html


def test_the_explorer_names_no_people_of_other_schools(newsroom):
    for user in (newsroom.author, newsroom.approver):
        for page in (newsroom.own.theme, newsroom.own.theme.get_parent(), newsroom.own.draft):
            html = client_of(user).get(admin("wagtailadmin_explore", page.pk)).content.decode()
            assert newsroom.other_author.name not in html


def test_a_live_page_s_new_title_is_not_told_before_it_is_approved(newsroom):
    page = LessonPage.objects.get(pk=newsroom.own.live.pk)
    page.title = "还没有人批准的标题"
    page.save_revision(user=newsroom.approver)
    Page.objects.filter(pk=page.pk).update(owner=newsroom.approver)
    assert "还没有人批准的标题" not in rows_of(newsroom.own.theme, newsroom.author)
    assert "还没有人批准的标题" in rows_of(newsroom.own.theme, newsroom.approver)
    assert not pages_to_link_to(newsroom.other_author).filter(pk=page.pk).exists()


@pytest.mark.parametrize("verb", ["delete", "unpublish", "lock", "unlock"])
@pytest.mark.parametrize("name", ["other_author", "other_approver", "bureau", "colleague"])
@pytest.mark.parametrize("which", ["draft", "live"])
def test_nobody_else_deletes_unpublishes_or_locks(newsroom, verb, name, which):
    page = getattr(newsroom.own, which)
    before = state_of_everything()
    response = newsroom.client(name).post(admin(f"wagtailadmin_pages:{verb}", page.pk))
    assert response.status_code == 404
    assert state_of_everything() == before


@pytest.mark.parametrize("name", ["other_author", "other_approver", "bureau", "colleague"])
def test_nobody_else_writes_into_a_draft(newsroom, name):
    page, before = newsroom.own.draft, state_of_everything()
    client = newsroom.client(name)
    for action in ({}, {"action-publish": "1"}, {"action-submit": "1"}):
        data = fields_of(page, title="改过", **action)
        assert client.post(edit_url(page), data).status_code == 404
    assert state_of_everything() == before


def test_an_old_revision_of_another_page_is_not_shown_under_an_own_one(newsroom):
    foreign = newsroom.other.draft.get_latest_revision()
    client = newsroom.client("author")
    for view in ("revisions_view", "revisions_revert"):
        url = admin(f"wagtailadmin_pages:{view}", newsroom.own.draft.pk, foreign.pk)
        assert client.get(url).status_code == 404
    url = admin("wagtailadmin_pages:revisions_compare", newsroom.own.draft.pk, foreign.pk, "latest")
    assert client.get(url).status_code == 404


def test_whoever_changes_school_leaves_the_old_drafts_behind(newsroom):
    author, page = newsroom.author, newsroom.own.draft
    client = client_of(author)
    assert client.get(edit_url(page)).status_code == 200
    Membership.objects.filter(user=author).update(unit=newsroom.cast.other_class)  # no signal
    assert client.get(edit_url(page)).status_code == 404
    home = client.get(admin("wagtailadmin_home")).content.decode()
    assert page.title not in home
    assert newsroom.own.waiting.title not in home


def test_who_loses_the_post_is_out_at_the_next_request(newsroom):
    client = newsroom.client("author")
    assert client.get(admin("wagtailadmin_home")).status_code == 200
    Membership.objects.filter(user=newsroom.author).delete()
    assert client.get(admin("wagtailadmin_home")).status_code == 302
    assert client.get(edit_url(newsroom.own.draft)).status_code == 404


# 3: choosers


def test_the_page_chooser_offers_published_pages_and_own_drafts(newsroom):
    client = newsroom.client("author")

    def offered(page: Page) -> str:
        url = admin("wagtailadmin_choose_page_child", page.pk)
        return client.get(url).json()["html"]

    own, other = offered(newsroom.own.theme), offered(newsroom.other.theme)
    assert newsroom.own.draft.title in own
    assert newsroom.other.live.title in other
    assert newsroom.other.draft.title not in other
    url = admin("wagtailadmin_choose_page_search")
    call_command("update_index", verbosity=0)
    found = client.get(url, {"q": "草稿"}).content.decode()
    assert newsroom.own.draft.title in found
    assert newsroom.other.draft.title not in found
    refused = client.get(admin("wagtailadmin_choose_page_child", newsroom.other.draft.pk))
    assert refused.status_code == 404


def test_the_page_chooser_does_not_start_at_another_school_s_page(newsroom):
    client, kind = newsroom.client("author"), {"page_type": "courses.LessonPage"}
    for name in ("wagtailadmin_choose_page", "wagtailadmin_choose_page_search"):
        assert client.get(admin(name), kind).status_code == 404


@pytest.mark.parametrize("app", ["images", "docs"])
def test_pictures_and_files_are_chosen_from_the_own_collection(newsroom, app):
    thing = {"images": "image", "docs": "document"}[app]
    own, other, district = (
        getattr(desk, thing) for desk in (newsroom.own, newsroom.other, newsroom.district)
    )
    client = newsroom.client("author")
    for view in ("choose", "choose_results"):
        response = client.get(admin(f"wagtail{app}_chooser:{view}"))
        html = response.json()["html"] if view == "choose" else response.content.decode()
        assert own.title in html
        assert other.title not in html
        assert (district.title in html) is (app == "images")
    chosen = f"wagtail{app}_chooser:chosen"
    assert client.get(admin(chosen, own.pk)).status_code == 200
    assert client.get(admin(chosen, other.pk)).status_code == 404


@pytest.mark.parametrize("field", ["collection", "image-chooser-upload-collection"])
def test_a_picture_is_uploaded_into_the_own_collection_whatever_is_asked(newsroom, field):
    content = make_image("new.png").file.read()
    Image.objects.filter(title="new.png").delete()
    data = {
        "image-chooser-upload-title": "新图",
        "image-chooser-upload-file": SimpleUploadedFile("new.png", content, "image/png"),
        field: newsroom.other.space.collection_id,
    }
    response = newsroom.client("author").post(admin("wagtailimages_chooser:create"), data)
    assert response.status_code == 200
    image = Image.objects.get(title="新图")
    assert image.collection_id == newsroom.own.space.collection_id
    assert image.uploaded_by_user == newsroom.author


def test_a_picture_that_is_here_already_is_offered_and_nothing_is_deleted(newsroom):
    content = newsroom.own.image.file.read()
    data = {
        "image-chooser-upload-title": "又一次",
        "image-chooser-upload-file": SimpleUploadedFile("again.png", content, "image/png"),
    }
    newsroom.own.image.get_file_hash()
    client = newsroom.client("author")
    response = client.post(admin("wagtailimages_chooser:create"), data)
    html = response.json()["htmlFragment"]
    links = re.findall(r'href="([^"]*)"', html)
    assert admin("wagtailimages_chooser:chosen", newsroom.own.image.pk) in links
    assert [client.get(link).status_code for link in links if link[0] == "/"] == [200, 200]
    assert newsroom.other.image.title not in html


def test_a_file_that_is_not_published_is_read_by_its_own_school_s_authors_alone(newsroom):
    url = newsroom.own.document.url
    for name in ("author", "colleague", "approver"):
        assert newsroom.client(name).get(url).status_code == 200
    for name in ("other_author", "other_approver", "bureau"):
        assert newsroom.client(name).get(url).status_code == 404


# 4: forms


def body_of(kind: str, **value: object) -> dict[str, object]:
    values = {f"body-0-value-{name}": each for name, each in value.items()}
    return {"body-0-type": kind, "body-0-value-notes": "", **values}


def forms_with(desk, newsroom) -> dict[str, dict[str, object]]:
    """Ways to name a thing of that desk in a lesson."""
    link = rich("看这里", desk.draft.pk)
    question = make_question(desk.unit)
    return {
        "picture": {"picture": desk.image.pk},
        "picture block": body_of("picture", image=desk.image.pk, alt="塘", caption=""),
        "file": body_of("download", document=desk.document.pk, title="文件", description=""),
        "question": body_of("check", question=question.pk),
        "link": {"body-0-value-text": link},
        "link in the notes": {"teacher_notes": link},
    }


WAYS = ["picture", "picture block", "file", "question", "link", "link in the notes"]


@pytest.mark.parametrize("way", WAYS)
def test_a_lesson_takes_nothing_of_another_school(newsroom, way):
    page = newsroom.own.draft
    data = fields_of(page, **forms_with(newsroom.other, newsroom)[way])
    before = Revision.objects.count()
    response = newsroom.client("author").post(edit_url(page), data)
    assert response.status_code == 200  # the form again, with what is wrong
    assert Revision.objects.count() == before
    assert "不" in response.content.decode() or "not yours" in response.content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_a_lesson_takes_what_is_the_school_s_own(newsroom, way):
    page = newsroom.own.draft
    data = fields_of(page, **forms_with(newsroom.own, newsroom)[way])
    before = Revision.objects.count()
    response = newsroom.client("author").post(edit_url(page), data)
    assert response.status_code == 302, re.findall(
        r'error-message">(.*?)<', response.content.decode()
    )
    assert Revision.objects.count() == before + 1


def test_an_approver_cannot_give_the_school_s_pages_to_the_district(newsroom):
    index = ThemeIndexPage.objects.get(unit=newsroom.own.unit)
    data = fields_of(index, unit=newsroom.district.unit.pk)
    newsroom.client("approver").post(edit_url(index), data)
    newest = index.get_latest_revision()
    assert newest is None or newest.as_object().unit == newsroom.own.unit
    index.refresh_from_db()
    assert index.unit == newsroom.own.unit


def test_a_school_s_own_page_is_neither_deleted_nor_withdrawn_nor_made_twice(newsroom):
    index = ThemeIndexPage.objects.get(unit=newsroom.own.unit)
    home = index.get_parent()
    client = newsroom.client("approver")
    before = state_of_everything()
    for verb in ("delete", "unpublish"):
        client.post(admin(f"wagtailadmin_pages:{verb}", index.pk))
    url = admin("wagtailadmin_pages:add", "courses", "themeindexpage", home.pk)
    client.post(url, fields_of(index, slug="second"))
    assert state_of_everything() == before


# 5: bulk actions, and every other view that works on many things at once


@pytest.mark.parametrize("action", ["delete", "publish", "unpublish", "move"])
def test_bulk_actions_are_not_there(newsroom, action):
    before = state_of_everything()
    url = admin("wagtail_bulk_action", "wagtailcore", "page", action)
    for name in ("author", "approver", "other_approver"):
        for query in (f"?id={newsroom.own.draft.pk}", "?id=all"):
            assert newsroom.client(name).post(url + query).status_code == 404
    assert state_of_everything() == before


# 6: the approval


def action_url(page: Page, request: TaskState, action: str = "approve") -> str:
    return admin("wagtailadmin_pages:workflow_action", page.pk, action, request.pk)


@pytest.mark.parametrize("action", ["approve", "reject"])
@pytest.mark.parametrize("name", ["author", "colleague", "other_approver", "bureau"])
def test_only_the_own_unit_s_approvers_decide(newsroom, name, action):
    before = state_of_everything()
    desk = newsroom.own
    url = action_url(desk.waiting, desk.request, action)
    response = newsroom.client(name).post(url, {"comment": ""})
    assert response.status_code in (302, 404)
    assert (response.status_code == 404) is (name != "author")
    assert state_of_everything() == before


def test_a_request_of_another_school_is_not_decided_under_an_own_page(newsroom):
    """Wagtail's view looks at the page of the address and acts on the request behind it."""
    before = state_of_everything()
    client = newsroom.client("approver")
    for action in ("approve", "reject"):
        url = action_url(newsroom.own.waiting, newsroom.other.request, action)
        assert client.post(url, {"comment": ""}).status_code == 404
    assert state_of_everything() == before


def test_nobody_publishes_past_the_approval(newsroom):
    page = newsroom.own.draft
    for name in ("author", "approver"):
        data = fields_of(page, **{"action-publish": "1"})
        assert newsroom.client(name).post(edit_url(page), data).status_code == 302
        page.refresh_from_db()
        assert page.live is False
    theme = newsroom.own.theme
    url = admin("wagtailadmin_pages:add", "courses", "lessonpage", theme.pk)
    data = fields_of(page, title="新课", slug="new", **{"action-publish": "1"})
    assert newsroom.client("approver").post(url, data).status_code == 302
    assert LessonPage.objects.get(slug="new").live is False


def test_an_approver_does_not_approve_an_own_text_in_the_admin_either(newsroom):
    page = newsroom.own.draft
    LessonPage.objects.filter(pk=page.pk).update(owner=newsroom.approver)
    client = newsroom.client("approver")
    client.post(edit_url(page), fields_of(page, **{"action-submit": "1"}))
    request = TaskState.objects.for_instance(page).get(status="in_progress")
    url = action_url(page, request)
    assert client.post(url, {"comment": ""}).status_code == 302
    form = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    client.post(edit_url(page), fields_of(page, **form))
    page.refresh_from_db()
    assert page.live is False
    response = client_of(newsroom.cast.head).post(url, {"comment": ""})
    page.refresh_from_db()
    assert (response.status_code, page.live) == (302, True)


def test_a_page_under_approval_is_locked_for_its_author(newsroom):
    page, before = newsroom.own.waiting, Revision.objects.count()
    response = newsroom.client("author").post(edit_url(page), fields_of(page, title="偷改"))
    assert response.status_code == 200
    assert Revision.objects.count() == before
    assert (
        newsroom.client("approver")
        .post(edit_url(page), fields_of(page, title="改一个字"))
        .status_code
        == 302
    )
    assert Revision.objects.count() == before + 1


def test_the_dashboard_shows_the_own_unit_s_requests(newsroom):
    for name, desk in (
        ("approver", newsroom.own),
        ("other_approver", newsroom.other),
        ("bureau", newsroom.district),
    ):
        html = newsroom.client(name).get(admin("wagtailadmin_home")).content.decode()
        shown = {d.waiting.title for d in (newsroom.own, newsroom.other, newsroom.district)}
        assert {title for title in shown if title in html} == {desk.waiting.title}


# 7: reports, counts, the API, menus


SHUT = [
    "wagtailadmin_reports:site_history",
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:locked_pages",
    "wagtailadmin_reports:aging_pages",
    "wagtailadmin_reports:page_types_usage",
    "wagtailadmin_api:pages:listing",
    "wagtailadmin_api:images:listing",
    "wagtailadmin_api:documents:listing",
    "wagtailsnippets:index",
    "wagtailimages:index",
    "wagtaildocs:index",
    "wagtailadmin_tag_autocomplete",
    "wagtailadmin_choose_page_chosen_multiple",
]


@pytest.mark.parametrize("name", SHUT)
def test_what_counts_over_all_schools_is_not_there(newsroom, name):
    for person in ("author", "approver", "bureau"):
        assert newsroom.client(person).get(admin(name)).status_code == 404


def test_views_that_would_name_other_pages_are_not_there(newsroom):
    page, client = newsroom.own.draft, newsroom.client("approver")
    for view in ("copy", "move", "set_privacy", "convert_alias"):
        assert client.get(admin(f"wagtailadmin_pages:{view}", page.pk)).status_code == 404
    url = admin("wagtailimages_chooser:select_format", newsroom.other.image.pk)
    assert client.get(url).status_code == 404


LINKS = re.compile(r'(?:href|"url")(?:="|": ")(/admin/[^"?#]*)')


@pytest.mark.parametrize("name", ["author", "approver", "bureau"])
def test_no_link_on_an_author_s_screens_leads_to_a_shut_door(newsroom, name):
    desk = newsroom.district if name == "bureau" else newsroom.own
    client = newsroom.client(name)
    page = desk.waiting if name == "author" else desk.draft
    screens = [
        admin("wagtailadmin_home"),
        admin("wagtailadmin_explore", desk.theme.pk),
        edit_url(page),
        admin("wagtailadmin_pages:history", page.pk),
        admin("wagtailadmin_pages:add", "courses", "lessonpage", desk.theme.pk),
    ]
    shut = []
    for screen in screens:
        response = client.get(screen)
        assert response.status_code == 200, screen
        for link in sorted(set(LINKS.findall(response.content.decode()))):
            if client.get(link).status_code == 404:
                shut.append((screen, link))
    assert shut == []


def test_the_menu_beside_the_pages_leads_to_the_lessons_alone(newsroom):
    html = newsroom.client("author").get(admin("wagtailadmin_home")).content.decode()
    props = re.search(r'id="wagtail-sidebar-props"[^>]*>(.*?)</script>', html, re.S)[1]
    assert re.findall(r'"(/admin/[^"]*)"', props) != []
    assert "explorer" not in props
    assert "reports" not in props


def test_superusers_keep_what_wagtail_brings(newsroom):
    client = client_of(UserFactory(is_superuser=True, is_staff=True))
    for name in ("wagtailadmin_reports:site_history", "wagtailadmin_account"):
        assert client.get(admin(name)).status_code == 200


# 8: whose a new page is


def test_a_new_page_is_its_author_s_and_its_school_s(newsroom):
    url = admin("wagtailadmin_pages:add", "courses", "lessonpage", newsroom.own.theme.pk)
    data = fields_of(newsroom.own.draft, title="新课", slug="new", owner=newsroom.other_author.pk)
    assert newsroom.client("author").post(url, data).status_code == 302
    page = LessonPage.objects.get(slug="new")
    assert (page.owner, page.live) == (newsroom.author, False)


@pytest.mark.parametrize("name", ["other_author", "other_approver", "bureau"])
def test_nobody_else_adds_a_page(newsroom, name):
    before = state_of_everything()
    url = admin("wagtailadmin_pages:add", "courses", "lessonpage", newsroom.own.theme.pk)
    data = fields_of(newsroom.own.draft, title="新课", slug="new")
    assert newsroom.client(name).post(url, data).status_code == 404
    assert state_of_everything() == before


def test_every_open_view_has_a_rule():
    assert all(callable(rule) for rule in ALLOWED_FOR_AUTHORS.values())


def test_a_teacher_of_two_schools_finds_both(newsroom):
    Membership.objects.create(
        user=newsroom.author, role=Role.TEACHER, unit=newsroom.cast.other_class
    )
    client = newsroom.client("author")
    for desk in (newsroom.own, newsroom.other):
        assert client.get(admin("wagtailadmin_explore", desk.theme.pk)).status_code == 200
    home = newsroom.own.theme.get_parent().get_parent()
    assert client.get(admin("wagtailadmin_explore", home.pk)).status_code == 200
    assert client.get(edit_url(newsroom.other.draft)).status_code == 404


def test_staff_and_auditors_are_no_authors(newsroom):
    for role in (Role.STAFF, Role.AUDITOR):
        client = client_of(make_member(role, newsroom.own.unit))
        assert client.get(admin("wagtailadmin_home")).status_code == 302
        assert client.get(edit_url(newsroom.own.live)).status_code == 404
