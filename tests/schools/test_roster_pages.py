"""The pages of a class's roster and of what changed on it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from schools.choices import Role
from schools.domain.roster.by_hand import correct_pupil, end_place, move_pupil, transfer_pupil
from schools.models import ClassMembership, Membership, RosterChange, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW, TODAY
from tests.schools.roster.files import student_id
from tests.schools.roster_rows import bring, many, read, staff
from tests.schools.test_roster_views import confirm, sent

CLASS_FILE = "姓名,班级\n张小雨,四年级(1)班\n".encode()


@pytest.fixture(autouse=True)
def _english_and_frozen(monkeypatch: pytest.MonkeyPatch, settings) -> None:
    settings.LANGUAGE_CODE = "en"
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    translation.trans_real._default = None
    yield
    translation.trans_real._default = None


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


@pytest.fixture
def officer(cast: Cast) -> Client:
    return client_of(cast.safety_officer)


def pupil_url(name: str, cast: Cast, pupil: User | None = None) -> str:
    return reverse(name, args=[cast.class_unit.pk, (pupil or cast.pupil).pk])


def text_of(response) -> str:
    return response.content.decode()


def place_of(pupil: User) -> ClassMembership:
    return pupil.class_memberships.select_related("class_unit").get(ends_date=None)


# The class


def test_the_roster_has_todays_pupils_and_this_years_leavers(officer: Client, cast: Cast) -> None:
    end_place(place=place_of(cast.classmate), ends_date=TODAY, actor=cast.head, now=NOW)
    long_ago = f.make_pupil(cast.class_unit, "去年走的", starts_date=date(2025, 9, 1))
    long_ago.class_memberships.update(ends_date=date(2026, 8, 31))
    response = officer.get(reverse("class_roster", args=[cast.class_unit.pk]))
    assert [place.student for place in response.context["places"]] == [cast.pupil]
    assert [place.student for place in response.context["left"]] == [cast.classmate]
    assert "去年走的" not in text_of(response)
    assert "no-store" in response["Cache-Control"]


def test_a_pupil_is_added_and_a_namesake_asked_about(officer: Client, cast: Cast) -> None:
    url = reverse("class_roster", args=[cast.class_unit.pk])
    assert "is_another" not in text_of(officer.get(url))
    assert officer.post(url, {"name": " 赵 六 ", "sex": "m"}).status_code == 302
    added = User.objects.get(name="赵六")
    assert (added.sex, place_of(added).class_unit) == ("m", cast.class_unit)
    again = officer.post(url, {"name": "赵六"})
    assert again.status_code == 422
    assert "The class has a pupil of this name already." in text_of(again)
    assert 'name="is_another"' in text_of(again)
    assert officer.post(url, {"name": "赵六", "is_another": "on"}).status_code == 302
    assert User.objects.filter(name="赵六").count() == 2


@pytest.mark.parametrize("name", ["", "=1+1", "123", "字" * 41])
def test_what_is_no_name_is_refused(officer: Client, cast: Cast, name: str) -> None:
    people = User.objects.count()
    response = officer.post(reverse("class_roster", args=[cast.class_unit.pk]), {"name": name})
    assert response.status_code == 422
    assert User.objects.count() == people
    refused = officer.post(pupil_url("pupil_correct", cast), {"name": name})
    assert refused.status_code == 422
    cast.pupil.refresh_from_db()
    assert cast.pupil.name == "张小雨"


def test_a_head_teacher_corrects_and_does_no_more(cast: Cast) -> None:
    client = client_of(cast.head_teacher)
    page = text_of(client.get(pupil_url("class_pupil", cast)))
    assert "Correct the name or sex" in page
    for words in ("To another class of the school", "The pupil has left", "To another school"):
        assert words not in page
    assert client.post(
        pupil_url("pupil_correct", cast), {"name": "张晓雨", "sex": "f"}
    ).url == reverse("class_roster", args=[cast.class_unit.pk])
    cast.pupil.refresh_from_db()
    assert (cast.pupil.name, cast.pupil.sex) == ("张晓雨", "f")
    change = RosterChange.objects.get()
    assert (change.kind, change.actor) == ("corrected", cast.head_teacher)
    url = reverse("class_roster", args=[cast.class_unit.pk])
    assert "Add a pupil" not in text_of(client.get(url))
    assert client.post(url, {"name": "赵六"}).status_code == 404


def test_an_officer_says_who_left_and_when(officer: Client, cast: Cast) -> None:
    url = pupil_url("pupil_leave", cast)
    refused = officer.post(url, {"ends_date": "2026-11-24"})
    assert refused.status_code == 422
    assert "This day is yet to come." in text_of(refused)
    assert officer.post(url, {"ends_date": "2026-11-02"}).status_code == 302
    assert cast.pupil.class_memberships.get().ends_date == date(2026, 11, 2)
    assert officer.get(pupil_url("class_pupil", cast)).status_code == 404


def test_an_officer_moves_within_the_school_alone(officer: Client, cast: Cast) -> None:
    url = pupil_url("pupil_move", cast)
    page = officer.get(pupil_url("class_pupil", cast))
    assert list(page.context["move"].classes.values()) == [cast.sibling_class]
    assert officer.post(url, {"to": cast.other_class.pk}).status_code == 422
    assert officer.post(url, {"to": cast.sibling_class.pk}).status_code == 302
    assert place_of(cast.pupil).class_unit == cast.sibling_class


def test_the_bureau_moves_between_schools_of_its_district(cast: Cast) -> None:
    client = client_of(cast.bureau)
    url = pupil_url("pupil_transfer", cast)
    schools = client.get(url).context["school_form"].schools
    assert list(schools.values()) == [cast.other_school]
    chosen = f"{url}?school={cast.other_school.pk}"
    assert list(client.get(chosen).context["form"].classes.values()) == [cast.other_class]
    assert client.get(f"{url}?school={cast.foreign_class.school_id}").status_code == 422
    assert client.post(chosen, {"to": cast.foreign_class.pk}).status_code == 422
    assert client.post(chosen, {"to": cast.other_class.pk}).status_code == 302
    assert place_of(cast.pupil).class_unit == cast.other_class
    assert client_of(cast.head).get(url).status_code == 404


@pytest.mark.parametrize("name", ["class_roster", "school_rosters"])
def test_lists_cost_the_same_for_one_and_for_many(officer: Client, cast: Cast, name: str) -> None:
    url = reverse(name, args=[(cast.class_unit if name == "class_roster" else cast.school).pk])
    officer.get(url)
    with CaptureQueriesContext(connection) as few:
        officer.get(url)
    for number in range(3, 9):
        f.make_pupil(f.make_class(cast.school, number=number))
        f.make_pupil(cast.class_unit)
    with CaptureQueriesContext(connection) as many_rows:
        officer.get(url)
    assert len(many_rows) == len(few)


# What changed


def url_of(name: str, change: RosterChange) -> str:
    return reverse(name, args=[change.school_id, change.pk])


def test_an_import_is_undone_from_its_report(officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, "姓名,班级\n赵一,四年级(1)班\n".encode(), "a.csv")
    confirm(officer, url)
    change = RosterChange.objects.get()
    assert change.actor == cast.safety_officer
    assert url_of("roster_change", change) in text_of(officer.get(url))
    page = text_of(officer.get(url_of("roster_change", change)))
    assert "赵一" in page
    assert "Undo it now" in page
    undone = officer.post(url_of("roster_undo", change), follow=True)
    assert "Undone. Everything is as it was before." in text_of(undone)
    assert not User.objects.filter(name="赵一").exists()
    change.refresh_from_db()
    assert change.undone_by == cast.safety_officer
    assert "Undo it now" not in text_of(undone)
    assert officer.post(url_of("roster_undo", change)).status_code == 404


def test_what_stands_in_the_way_is_said(officer: Client, cast: Cast) -> None:
    correct_pupil(place=place_of(cast.pupil), name="张晓雨", sex="", actor=cast.head, now=NOW)
    first = RosterChange.objects.get()
    correct_pupil(place=place_of(cast.pupil), name="张小玉", sex="", actor=cast.head, now=NOW)
    page = officer.get(url_of("roster_change", first))
    sentence = "张小玉 was changed later (2026-11-23 10:00: Corrected a pupil, "
    assert sentence in text_of(page)
    assert "Undo it now" not in text_of(page)
    refused = officer.post(url_of("roster_undo", first))
    assert refused.status_code == 409
    assert sentence in text_of(refused)
    cast.pupil.refresh_from_db()
    assert cast.pupil.name == "张小玉"


def test_only_the_bureau_undoes_a_move_between_schools(officer: Client, cast: Cast) -> None:
    transfer_pupil(place=place_of(cast.pupil), to=cast.other_class, actor=cast.bureau, now=NOW)
    change = RosterChange.objects.get()
    seen_from_old = reverse("roster_change", args=[cast.school.pk, change.pk])
    assert "Only the education bureau can undo" in text_of(officer.get(seen_from_old))
    history = officer.get(reverse("roster_history", args=[cast.school.pk]))
    assert list(history.context["page_obj"]) == [change]
    undo_there = reverse("roster_undo", args=[cast.school.pk, change.pk])
    assert officer.post(undo_there).status_code == 404
    head = f.make_member(Role.SCHOOL_HEAD, cast.other_school)
    assert client_of(head).post(url_of("roster_undo", change)).status_code == 404
    assert client_of(cast.bureau).post(url_of("roster_undo", change)).status_code == 302
    assert place_of(cast.pupil).class_unit == cast.class_unit


def test_every_kind_of_row_is_told(officer: Client, cast: Cast) -> None:
    move_pupil(place=place_of(cast.pupil), to=cast.sibling_class, actor=cast.head, now=NOW)
    report = bring(cast.school, staff(("钱老师", "13800000001", "校长", [], "")))
    Membership.objects.filter(user__name="钱老师").update(role="staff", post="")
    moved = officer.get(url_of("roster_change", RosterChange.objects.get(kind="moved")))
    assert [(line.who, line.what, line.before, line.after) for line in moved.context["lines"]] == [
        ("张小雨", "Left a class", "Grade four class 1", "no longer from 2026-11-23"),
        ("张小雨", "Joined a class", "", "Grade four class 2, from 2026-11-23"),
    ]
    came = officer.get(url_of("roster_change", report.change))
    assert [(line.who, line.what, line.after) for line in came.context["lines"]] == [
        ("钱老师", "New person", "钱老师"), ("钱老师", "New post", "实验小学 School head"),
    ]  # fmt: skip
    assert "钱老师 has been changed since." in text_of(came)
    again = bring(cast.school, staff(("钱老师", "13900000002", "职员", [], "")), days=1)
    page = officer.get(url_of("roster_change", again.change))
    lines = [(line.what, line.before, line.after) for line in page.context["lines"]]
    assert ("Phone", "138****0001", "139****0002") in lines
    assert "13800000001" not in text_of(page)


def test_no_student_id_is_told(officer: Client, cast: Cast) -> None:
    bring(cast.school, read(["张小雨", "", "四(1)班"]))
    report = bring(cast.school, read(["张小雨", student_id(1), "四(1)班"]), days=1)
    page = officer.get(url_of("roster_change", report.change))
    [line] = page.context["lines"]
    assert (line.what, line.before, line.after) == ("Student id", "", "the one in the file")
    assert User.objects.get(pk=cast.pupil.pk).student_hash not in text_of(page)


def test_long_histories_and_changes_are_paged(officer: Client, cast: Cast) -> None:
    pages = {}
    for count, first in ((20, 1), (100, 1000)):
        report = bring(cast.school, many(count, first))
        url = url_of("roster_change", report.change)
        officer.get(url)
        with CaptureQueriesContext(connection) as queries:
            pages[count] = officer.get(url)
        pages[f"{count} queries"] = len(queries)
    assert pages["20 queries"] >= pages["100 queries"]
    assert len(pages[100].context["lines"]) == 50
    for _each in range(60):
        RosterChange.objects.create(school=cast.school, kind="moved", created_at=NOW)
    url = reverse("roster_history", args=[cast.school.pk])
    response = officer.get(url)
    assert len(response.context["page_obj"]) == 50
    assert "?page=2" in text_of(response)


# Leavers by a file


def test_a_whole_class_file_ends_who_is_missing_when_ticked(officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, CLASS_FILE, "a.csv")
    page = text_of(officer.get(url))
    assert "1 pupil of these classes whom it does not name leaves today" in page
    confirm(officer, url)
    assert place_of(cast.classmate).class_unit == cast.class_unit
    url = sent(officer, cast.school, CLASS_FILE, "a.csv")
    confirm(officer, url, end_unnamed="yes")
    assert cast.classmate.class_memberships.get().ends_date == TODAY
    assert place_of(cast.pupil).class_unit == cast.class_unit
    assert "1 pupil has left the class." in text_of(officer.get(url))


def test_who_came_after_the_preview_is_not_ended_unseen(officer: Client, cast: Cast) -> None:
    url = sent(officer, cast.school, CLASS_FILE, "a.csv")
    seen = officer.get(url).context["seen"]
    late = f.make_pupil(cast.class_unit, "刚来的", starts_date=TODAY - timedelta(days=1))
    answer = {"action": "confirm", "seen": seen, "end_unnamed": "yes"}
    assert officer.post(url, answer).status_code == 409
    assert place_of(late).class_unit == cast.class_unit
