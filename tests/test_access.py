"""Every URL × the cast × own, sibling class, other school, other district.

A URL name that is in neither table fails. Admin views pass only when `cms.admin_gate` lists them,
and each listed one is in the table below.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cms.admin_gate import ALLOWED_FOR_AUTHORS, SENT_ELSEWHERE
from courses.models import LessonPage
from plan.models import Goal, Plan
from quizzes.domain.attempts import start_attempt
from quizzes.models import Attempt, Sitting
from schools.backends import PIN_BACKEND
from schools.cards import card_token
from schools.domain.cards import issue_cards
from schools.domain.roster.uploads import keep_upload
from schools.models import RosterUpload, SchoolYear, Unit, User
from tests.conftest import Cast
from tests.courses.factories import make_lesson
from tests.factories import NOW, make_pupil
from tests.quizzes.factories import make_quiz, make_sitting

PLACES = ("own", "sibling", "other", "foreign")
PEOPLE = [field.name for field in fields(Cast) if field.type is User]
EVERYBODY = {*PEOPLE, "anonymous"}
STAFF = {"bureau", "foreign_bureau", "head", "safety_officer"} | {
    f"{place}head_teacher" for place in ("", "sibling_", "other_", "foreign_")
}
OFFICERS = {"head", "safety_officer"}
TEACHERS = {
    "own": {"head_teacher"} | OFFICERS,
    "sibling": {"sibling_head_teacher"} | OFFICERS,
    "other": {"other_head_teacher"},
    "foreign": {"foreign_head_teacher"},
}
HEAD_TEACHERS = {place: names - OFFICERS for place, names in TEACHERS.items()}
PUPILS = {"own": {"pupil"}, "sibling": set(), "other": {"other_pupil"}, "foreign": set()}
IN_DISTRICT = STAFF - {"foreign_bureau", "foreign_head_teacher"}


@dataclass(frozen=True)
class World:
    """The objects that URLs name, one for each place."""

    cast: Cast
    classes: dict[str, Unit]
    pupils: dict[str, User]
    sittings: dict[str, Sitting]
    attempts: dict[str, Attempt]
    goals: dict[str, Goal]
    lessons: dict[str, LessonPage]
    uploads: dict[str, RosterUpload]


Keys = Callable[[World, str], list[object]]


@dataclass(frozen=True)
class Row:
    """Who gets in at each place. Others get `refusal`; for anonymous people, `for_anonymous`."""

    keys: Keys
    allowed: dict[str, set[str]]
    method: str = "get"
    body: Callable[[World, str], dict[str, object]] = lambda world, place: {}
    passes: tuple[int, ...] = (200,)
    refusal: tuple[int, ...] = (404,)
    for_anonymous: tuple[int, ...] = (302, 404)


def no_keys(world: World, place: str) -> list[object]:
    return []


def everywhere(people: set[str]) -> dict[str, set[str]]:
    return {"own": people}


def of(kind: str) -> Keys:
    return lambda world, place: [getattr(world, kind)[place].pk]


def class_and_pupil(world: World, place: str) -> list[object]:
    return [world.classes[place].pk, world.pupils[place].pk]


def school_of(world: World, place: str) -> list[object]:
    return [world.classes[place].school_id]


def upload_of(world: World, place: str) -> list[object]:
    return [world.classes[place].school_id, world.uploads[place].pk]


def download_of(world: World, place: str) -> list[object]:
    return [*upload_of(world, place), "bad-rows"]


def code_of(world: World, place: str) -> list[object]:
    return [world.sittings[place].join_code]


def token_of(world: World, place: str) -> list[object]:
    [card] = issue_cards(students=[world.pupils[place]], issued_by=world.cast.head, now=NOW)
    return [card_token(card)]


def lesson_of(world: World, place: str) -> dict[str, object]:
    return {"lesson": world.lessons["foreign" if place == "foreign" else "own"].pk}


ALL_PLACES = dict.fromkeys(PLACES, EVERYBODY)
READERS = {
    "own": {"pupil", "parent", "head_teacher"},
    "sibling": {"sibling_head_teacher"},
    "other": {"other_pupil", "other_head_teacher"},
    "foreign": {"foreign_head_teacher"},
}
NOT_PUPILS = EVERYBODY - {"anonymous", "pupil", "classmate", "other_pupil"}

GOAL_KEYS = of("goals")
# The sibling class is of the same school. Of its two officers only one made the upload there.
ROSTERS = {"own": OFFICERS, "sibling": OFFICERS}
UPLOADS = {"own": {"safety_officer"}, "sibling": {"head"}}

TABLE: dict[str, Row] = {
    "sign_in": Row(no_keys, everywhere(EVERYBODY), passes=(200, 302)),
    "sign_out": Row(no_keys, everywhere(EVERYBODY), method="post", passes=(302,)),
    "password_change": Row(no_keys, everywhere(NOT_PUPILS)),
    "class_pins": Row(of("classes"), TEACHERS),
    "class_cards": Row(of("classes"), TEACHERS),
    "pin_unlock": Row(class_and_pupil, TEACHERS, method="post", passes=(302,)),
    "roster": Row(school_of, ROSTERS),
    "roster_upload": Row(upload_of, UPLOADS),
    "roster_download": Row(download_of, UPLOADS),
    "audit_log": Row(no_keys, everywhere(OFFICERS)),
    "audit_export": Row(no_keys, everywhere(OFFICERS), method="post"),
    "person_export": Row(
        of("pupils"), {"own": {"safety_officer"}, "sibling": {"safety_officer"}}, method="post"
    ),
    "privacy": Row(no_keys, everywhere(EVERYBODY)),
    "join": Row(no_keys, everywhere(EVERYBODY)),
    "join_class": Row(code_of, ALL_PLACES),
    "card": Row(no_keys, everywhere(EVERYBODY)),
    "card_start": Row(no_keys, everywhere(EVERYBODY), passes=(302,)),  # nobody showed a card
    "card_token": Row(token_of, ALL_PLACES, passes=(302,)),
    "attempt": Row(of("attempts"), PUPILS),
    # Both take a page's own key in the body; without it nobody gets in, whoever is signed in.
    "attempt_answers": Row(of("attempts"), {}, method="post", refusal=(400,), for_anonymous=(400,)),
    "attempt_submit": Row(of("attempts"), {}, method="post", refusal=(400,), for_anonymous=(400,)),
    "attempt_result": Row(of("attempts"), READERS, passes=(200, 302)),
    "sitting": Row(of("sittings"), TEACHERS),
    "sitting_live": Row(of("sittings"), TEACHERS, passes=(200, 286)),
    "sitting_close": Row(of("sittings"), TEACHERS, method="post", passes=(200, 302)),
    "class_page": Row(of("classes"), TEACHERS),
    "sitting_open": Row(of("classes"), TEACHERS, method="post", body=lesson_of, passes=(302,)),
    "plan": Row(no_keys, everywhere(STAFF)),
    "goal": Row(GOAL_KEYS, {"own": IN_DISTRICT, "foreign": STAFF - IN_DISTRICT}),
    "my": Row(no_keys, everywhere(EVERYBODY - {"anonymous"})),
    "search": Row(no_keys, everywhere(EVERYBODY)),
    "health": Row(no_keys, everywhere(EVERYBODY)),
    "media": Row(lambda world, place: ["none.webp"], {}, for_anonymous=(404,)),
}
# Wagtail's own views for readers: pages and documents, both tested on their own below.
PUBLIC_WAGTAIL = {
    "wagtail_serve",
    "wagtaildocs_serve",
    "wagtaildocs_authenticate_with_password",
    "wagtailcore_authenticate_with_password",
    "wagtailcore_login",
}


def all_names(resolver: URLResolver, namespace: str = "", prefix: str = "") -> Iterator[tuple]:
    """(name with namespace, pattern text) of every URL."""
    for entry in resolver.url_patterns:
        text = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from all_names(entry, inner, text)
        elif isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", text


@pytest.fixture
def world(cast: Cast) -> World:
    classes = dict(
        zip(
            PLACES,
            [cast.class_unit, cast.sibling_class, cast.other_class, cast.foreign_class],
            strict=True,
        )
    )
    teachers = [
        cast.head_teacher,
        cast.sibling_head_teacher,
        cast.other_head_teacher,
        cast.foreign_head_teacher,
    ]
    pupils = {
        "own": cast.pupil,
        "sibling": make_pupil(cast.sibling_class),
        "other": cast.other_pupil,
        "foreign": make_pupil(cast.foreign_class),
    }
    sittings = {
        place: make_sitting(class_unit, teacher, quiz=make_quiz(class_unit.school))
        for (place, class_unit), teacher in zip(classes.items(), teachers, strict=True)
    }
    attempts = {
        place: start_attempt(sitting=sittings[place], student=pupils[place], now=NOW)
        for place in PLACES
    }
    goals, lessons = {}, {}
    for place, district in (("own", cast.district), ("foreign", cast.foreign_district)):
        year = SchoolYear.objects.create(
            district=district, starts_date="2026-09-01", ends_date="2027-08-31"
        )
        plan = Plan.objects.create(district=district, school_year=year, title="计划")
        goals[place] = Goal.objects.create(plan=plan, code="G1", title="目标", text="目标")
        lessons[place] = make_lesson(district)
    officers = [cast.safety_officer, cast.head, *teachers[2:]]
    uploads = {
        place: keep_upload(
            school=classes[place].school,
            by=officer,
            filename="a.csv",
            content="姓名,班级\n赵一,301\n".encode(),
            now=NOW,
        )
        for place, officer in zip(PLACES, officers, strict=True)
    }
    return World(cast, classes, pupils, sittings, attempts, goals, lessons, uploads)


@pytest.fixture(autouse=True)
def _frozen_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(world: World, name: str) -> Client:
    client = Client()
    if name != "anonymous":
        user = getattr(world.cast, name)
        backend = PIN_BACKEND if user.is_pupil else "schools.backends.PasswordBackend"
        client.force_login(user, backend=backend)
    return client


def test_every_url_is_in_the_table() -> None:
    named = {name for name, text in all_names(get_resolver()) if not text.startswith("admin/")}
    assert named - set(TABLE) - PUBLIC_WAGTAIL == set()
    assert set(TABLE) - named == set()


def status_of(world: World, person: str, row: Row, place: str, url: str) -> int:
    """The status that a fresh client gets; whatever the request changed is rolled back."""
    with transaction.atomic():
        response = getattr(client_of(world, person), row.method)(url, row.body(world, place))
        transaction.set_rollback(True)
    return response.status_code


@pytest.mark.parametrize("person", sorted(EVERYBODY))
def test_each_person_gets_in_where_the_table_says(world: World, person: str) -> None:
    wrong = []
    for name, row in TABLE.items():
        for place in PLACES if row.keys is not no_keys else ("own",):
            if row.keys == GOAL_KEYS and place not in world.goals:
                continue
            is_allowed = person in row.allowed.get(place, set())
            refusal = row.for_anonymous if person == "anonymous" else row.refusal
            expected = row.passes if is_allowed else refusal
            url = reverse(name, args=row.keys(world, place))
            status = status_of(world, person, row, place, url)
            if status not in expected:
                wrong.append((name, place, status))
    assert wrong == []


OBJECT_PAGES = [
    "class_pins", "class_cards", "attempt", "attempt_result", "sitting", "sitting_live",
    "class_page", "goal", "roster",
]  # fmt: skip


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_what_is_not_yours_looks_like_what_is_not_there(world: World, name: str) -> None:
    """The same status, the same body and the same number of queries (hostile attempt 16)."""
    client = client_of(world, "head_teacher")
    real = reverse(name, args=TABLE[name].keys(world, "foreign"))
    kind = type(TABLE[name].keys(world, "foreign")[0])
    missing = reverse(name, args=[kind(int=1) if kind is not int else 999_999_999])
    client.get(missing)
    answers = []
    for url in (real, missing):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url)
        body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", response.content)
        answers.append((response.status_code, len(queries), body))
    assert answers[0][0] == 404
    assert answers[0] == answers[1]


def admin_urls() -> list[tuple[str, str]]:
    return [(name, text) for name, text in all_names(get_resolver()) if text.startswith("admin/")]


def a_path(text: str) -> str:
    """A path that matches a pattern of the admin: any id, any name."""
    text = re.sub(r"<(int|slug|str|uuid|path):\w+>|<\w+>", "1", text)
    text = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", text)
    return "/" + re.sub(r"[\^$\\?]", "", text)


@pytest.mark.parametrize("person", ["anonymous", "pupil", "bureau"])
def test_admin_views_that_are_not_listed_are_not_there(world: World, person: str) -> None:
    """But for two, which send an author to pages of ours."""
    client = client_of(world, person)
    open_names = ALLOWED_FOR_AUTHORS.keys() | SENT_ELSEWHERE.keys()
    for name, text in admin_urls():
        if name not in open_names:
            for method in (client.get, client.post):
                assert method(a_path(text)).status_code == 404, (name, a_path(text))


OPEN_TO_ALL = {
    "wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog",
    "wagtailadmin_sprite",
}  # fmt: skip


@pytest.mark.parametrize("person", ["anonymous", "pupil", "parent"])
def test_listed_admin_views_refuse_who_may_not_write(world: World, person: str) -> None:
    """They are sent to sign in or get a 403 or 404."""
    client = client_of(world, person)
    for name, text in admin_urls():
        if name in ALLOWED_FOR_AUTHORS.keys() - OPEN_TO_ALL:
            status = client.get(a_path(text)).status_code
            assert status in (302, 403, 404), (name, status)


def test_the_gate_lists_only_views_that_exist() -> None:
    names = {name for name, _text in admin_urls()}
    assert ALLOWED_FOR_AUTHORS.keys() - names == set()
    assert SENT_ELSEWHERE.keys() - names == set()
