"""The sitting board: who may open it, what it shows and never shows, how it ends."""

import re
from html import unescape

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from plan.choices import Audience
from plan.models import Goal, Indicator, Plan
from quizzes.domain.attempts import start_attempt
from quizzes.domain.sittings import close_sitting
from quizzes.models import AnswerEvent, Attempt, Sitting
from schools.choices import Role
from schools.domain.pins import set_pins
from schools.models import Pin, SchoolYear
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_sitting, make_topic

MINE = ["head_teacher", "head", "safety_officer"]
OUTSIDERS = [
    "sibling_head_teacher",
    "other_head_teacher",
    "foreign_head_teacher",
    "bureau",
    "foreign_bureau",
    "pupil",
    "parent",
]
VIEWS = ["sitting", "sitting_live", "sitting_close"]


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def sitting(cast: Cast) -> Sitting:
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    sitting.join_code = "482716"
    sitting.save()
    return sitting


@pytest.fixture
def teacher(client: Client, cast: Cast) -> Client:
    client.force_login(cast.head_teacher)
    return client


def text(response: HttpResponse) -> str:
    return unescape(response.content.decode())


def url(name: str, sitting: Sitting) -> str:
    return reverse(name, args=[sitting.pk])


def answer(attempt: Attempt, slot: int) -> None:
    AnswerEvent.objects.create(
        attempt=attempt, client=1, seq=slot, slot=slot, value="b", received_at=NOW
    )


def submit(attempt: Attempt) -> None:
    Attempt.objects.filter(pk=attempt.pk).update(closed_at=NOW, receipt="ABCD-2345")


def counts(page: str) -> dict[str, str]:
    return dict(re.findall(r'data-count="(\w+)">(\d+)<', page))


def seats(page: str) -> dict[str, tuple[str, str]]:
    pattern = (
        r'data-state="(\w+)">\s*<span class="seat__name">([^<]+)</span>'
        r'\s*<span class="seat__state">([^<]+)</span>'
    )
    return {name: (state, words) for state, name, words in re.findall(pattern, page)}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("who", MINE)
def test_board_opens_for_those_who_teach_the_class(
    client: Client, cast: Cast, sitting: Sitting, name: str, who: str
):
    client.force_login(getattr(cast, who))

    assert client.get(url(name, sitting)).status_code == 200


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("who", OUTSIDERS)
def test_board_is_a_404_for_outsiders(
    client: Client, cast: Cast, sitting: Sitting, name: str, who: str
):
    client.force_login(getattr(cast, who))

    assert client.get(url(name, sitting)).status_code == 404
    assert client.get(reverse(name, args=[999])).status_code == 404


def test_outsider_cannot_end_a_sitting(client: Client, cast: Cast, sitting: Sitting):
    client.force_login(cast.sibling_head_teacher)

    assert client.post(url("sitting_close", sitting)).status_code == 404
    sitting.refresh_from_db()
    assert sitting.closes_at is None


def test_board_tells_how_to_join(teacher: Client, sitting: Sitting):
    page = text(teacher.get(url("sitting", sitting), headers={"host": "192.168.1.8:8000"}))

    assert '<p class="join__url">192.168.1.8:8000/join</p>' in page
    assert "<span>482</span><span>716</span>" in page
    assert "防溺水小测" in page
    assert "style=" not in page
    assert re.search(r"<svg [^>]*><title>[^<]+</title><path", page)


def test_board_follows_each_pupil(teacher: Client, cast: Cast, sitting: Sitting):
    third, fourth = (f.make_pupil(cast.class_unit, name) for name in ("赵三", "周四"))
    start_attempt(sitting=sitting, student=cast.classmate, now=NOW)
    answering = start_attempt(sitting=sitting, student=third, now=NOW)
    answer(answering, 1)
    answer(answering, 2)
    submit(start_attempt(sitting=sitting, student=fourth, now=NOW))

    page = text(teacher.get(url("sitting_live", sitting)))

    assert counts(page) == {"joined": "3", "answering": "1", "submitted": "1"}
    assert " / 4" in page
    assert seats(page) == {
        "张小雨": ("absent", gettext("Not here yet")),
        "李明": ("joined", gettext("Has joined")),
        "赵三": ("answering", gettext("Answering %(n)s/%(of)s") % {"n": 2, "of": 3}),
        "周四": ("submitted", gettext("Submitted")),
    }


def test_board_never_shows_results(teacher: Client, cast: Cast, sitting: Sitting):
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    for slot in (1, 2, 3):
        answer(attempt, slot)
    submit(attempt)

    for name in ("sitting", "sitting_live"):
        page = text(teacher.get(url(name, sitting)))
        assert seats(page)["张小雨"] == ("submitted", gettext("Submitted"))
        assert "ABCD-2345" not in page
        assert "3/3" not in page
        assert not re.search(r"is-right|is-wrong|答对|%", page)


def test_locked_pupil_can_be_unlocked_from_the_board(teacher: Client, cast: Cast, sitting: Sitting):
    set_pins(students=[cast.pupil, cast.classmate], now=NOW)
    Pin.objects.filter(user=cast.pupil).update(failed_tries=5)

    page = text(teacher.get(url("sitting_live", sitting)))

    assert seats(page)["张小雨"] == ("locked", gettext("PIN locked"))
    assert page.count('name="next"') == 1
    action = reverse("pin_unlock", args=[cast.class_unit.pk, cast.pupil.pk])
    assert f'action="{action}"' in page
    response = teacher.post(action, {"next": url("sitting", sitting)})
    assert response["Location"] == url("sitting", sitting)
    assert Pin.objects.get(user=cast.pupil).failed_tries == 0


def test_unlock_form_of_the_fragment_carries_a_valid_token(cast: Cast, sitting: Sitting):
    set_pins(students=[cast.pupil], now=NOW)
    Pin.objects.update(failed_tries=5)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.head_teacher)
    page = text(client.get(url("sitting_live", sitting)))
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    action = re.search(r'action="([^"]+)"', page)
    assert token
    assert action

    response = client.post(action[1], {"csrfmiddlewaretoken": token[1]})

    assert response.status_code == 302


def test_unchanged_board_answers_with_nothing(teacher: Client, cast: Cast, sitting: Sitting):
    first = text(teacher.get(url("sitting", sitting)))
    again = re.search(r'hx-get="([^"]+)"', first)
    assert again

    assert teacher.get(again[1]).status_code == 204
    start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    changed = teacher.get(again[1])

    assert changed.status_code == 200
    assert counts(text(changed))["joined"] == "1"
    assert again[1] not in text(changed)


def test_polling_stops_when_the_sitting_has_ended(teacher: Client, sitting: Sitting):
    assert 'hx-trigger="every 2s"' in text(teacher.get(url("sitting_live", sitting)))
    close_sitting(sitting=sitting, now=NOW)

    live = teacher.get(url("sitting_live", sitting))

    assert (live.status_code, live["HX-Refresh"]) == (286, "true")
    assert "hx-" not in text(live)
    assert "hx-" not in text(teacher.get(url("sitting", sitting)))


@pytest.mark.parametrize("pupils", [3, 30])
def test_live_fragment_asks_as_much_for_every_class_size(
    teacher: Client, cast: Cast, sitting: Sitting, pupils: int
):
    """Session, person, sitting, right to run it; attempts, roster, locked PINs, answers."""
    names = [f"学生{n}" for n in range(pupils - 2)]
    for pupil in [f.make_pupil(cast.class_unit, name) for name in names]:
        answer(start_attempt(sitting=sitting, student=pupil, now=NOW), 1)

    with CaptureQueriesContext(connection) as queries:
        response = teacher.get(url("sitting_live", sitting))

    assert response.status_code == 200
    assert len(queries) == 8


def test_confirm_step_says_who_is_not_finished(teacher: Client, cast: Cast, sitting: Sitting):
    f.make_pupil(cast.class_unit, "赵三")
    start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    submit(start_attempt(sitting=sitting, student=cast.classmate, now=NOW))

    page = text(teacher.get(url("sitting_close", sitting)))

    assert said("{n} pupil has not submitted yet", "{n} pupils have not submitted yet", 1) in page
    absent = "{n} pupil{s} of the class {has} not joined, and will count as not measured."
    one, many = absent.format(n="{n}", s="", has="has"), absent.format(n="{n}", s="s", has="have")
    assert said(one, many, 1) in page
    sitting.refresh_from_db()
    assert sitting.closes_at is None


def said(one: str, many: str, n: int) -> str:
    one, many = one.replace("{n}", "%(n)s"), many.replace("{n}", "%(n)s")
    return ngettext(one, many, n) % {"n": n}


def test_confirm_step_of_a_finished_class(teacher: Client, cast: Cast, sitting: Sitting):
    for pupil in (cast.pupil, cast.classmate):
        submit(start_attempt(sitting=sitting, student=pupil, now=NOW))

    page = text(teacher.get(url("sitting_close", sitting)))

    assert gettext("Everyone who joined has submitted.") in page


def test_ending_closes_the_sitting_and_shows_how_many_submitted(
    teacher: Client, cast: Cast, sitting: Sitting
):
    submit(start_attempt(sitting=sitting, student=cast.pupil, now=NOW))
    start_attempt(sitting=sitting, student=cast.classmate, now=NOW)

    response = teacher.post(url("sitting_close", sitting))

    assert response["Location"] == url("sitting", sitting)
    sitting.refresh_from_db()
    assert sitting.closes_at == NOW
    page = text(teacher.get(url("sitting", sitting)))
    sentence = gettext("%(submitted)s of %(total)s pupils have submitted.")
    assert sentence % {"submitted": 1, "total": 2} in page
    more = "The answers of {n} more %s are being submitted. Load this page again in a minute."
    assert said(more % "pupil", more % "pupils", 1) in page
    assert "482" not in page
    assert cast.classmate.name not in page
    assert f'href="{reverse("class_page", args=[cast.class_unit.pk])}"' in page


def test_ending_twice_changes_nothing(teacher: Client, sitting: Sitting):
    close_sitting(sitting=sitting, now=NOW)

    assert teacher.get(url("sitting_close", sitting))["Location"] == url("sitting", sitting)
    assert teacher.post(url("sitting_close", sitting)).status_code == 302
    sitting.refresh_from_db()
    assert sitting.closes_at == NOW


@pytest.fixture
def goal(cast: Cast) -> Goal:
    year = SchoolYear.objects.create(
        district=cast.district, starts_date="2026-09-01", ends_date="2027-08-31"
    )
    plan = Plan.objects.create(district=cast.district, school_year=year, title="计划")
    goal = Goal.objects.create(plan=plan, code="G1", title="防溺水知识", text="…")
    for code, audience in (("A", Audience.STUDENTS), ("B", Audience.PARENTS)):
        indicator = Indicator.objects.create(
            goal=goal,
            code=code,
            title="知道",
            audience=audience,
            awareness_target=90,
            attainment_target=80,
        )
        indicator.topics.set([make_topic()])
    Goal.objects.create(plan=plan, code="G2", title="别的目标", text="…")
    return goal


def goal_link(goal: Goal, cast: Cast) -> str:
    return f'href="{reverse("goal", args=[goal.pk])}?unit={cast.class_unit.pk}"'


def test_ended_board_leads_to_the_goal(teacher: Client, cast: Cast, sitting: Sitting, goal: Goal):
    close_sitting(sitting=sitting, now=NOW)

    page = text(teacher.get(url("sitting", sitting)))

    assert page.count(goal_link(goal, cast)) == 1
    assert "别的目标" not in page


def test_goal_is_not_offered_to_those_without_figures(
    client: Client, cast: Cast, sitting: Sitting, goal: Goal
):
    client.force_login(f.make_member(Role.IT_TEACHER, cast.school))
    close_sitting(sitting=sitting, now=NOW)

    page = text(client.get(url("sitting", sitting)))

    assert goal_link(goal, cast) not in page


def test_board_is_not_kept_by_the_browser(teacher: Client, sitting: Sitting):
    for name in VIEWS:
        assert "no-store" in teacher.get(url(name, sitting))["Cache-Control"]
