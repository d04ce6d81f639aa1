"""Who may keep a copy of what, and the admin's gate under any SCRIPT_NAME."""

import pytest

from plan.models import Goal, Plan
from schools.models import SchoolYear
from tests.courses.factories import make_home, make_lesson, make_week
from tests.factories import NOW

NO_COPY = "max-age=0, no-cache, no-store, must-revalidate, private"


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def urls(cast):
    make_home(cast.district)
    make_week(cast.district)
    year = SchoolYear.objects.get()
    plan = Plan.objects.create(district=cast.district, school_year=year, title="计划")
    goal = Goal.objects.create(plan=plan, code="G1", title="目标", text="目标")
    lesson = make_lesson(cast.district)
    return [
        "/", lesson.url, f"{lesson.url}slides/", "/search/?q=x", "/my/", "/plan/",
        f"/plan/goals/{goal.pk}/", f"/classes/{cast.class_unit.pk}/", "/none/",
    ]  # fmt: skip


def test_no_copy_is_kept_of_what_a_signed_in_person_saw(cast, client, urls):
    client.force_login(cast.head_teacher, backend="schools.backends.PasswordBackend")
    kept = {url: client.get(url).headers.get("Cache-Control") for url in urls}
    assert {url: value for url, value in kept.items() if value != NO_COPY} == {}


def test_readers_may_keep_public_pages(cast, client, urls):
    assert [client.get(url).headers.get("Cache-Control") for url in urls[:3]] == [None] * 3


@pytest.mark.parametrize("prefix", ["", "/x", "/admin"])
def test_the_gate_stands_under_any_prefix(cast, client, prefix):
    client.force_login(cast.head, backend="schools.backends.PasswordBackend")
    for url in ("/admin/users/", "/admin/reports/site-history/", "/admin/nothing/"):
        assert client.get(url, SCRIPT_NAME=prefix).status_code == 404
