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
from cms.panel_gate import ALLOWED_FOR_PANELS
from courses.models import LessonPage
from plan.models import Goal, Plan
from quizzes.choices import Setting
from quizzes.domain.attempts import start_attempt
from quizzes.models import Attempt, Sitting
from schools.backends import PIN_BACKEND
from schools.cards import card_token
from schools.choices import Role, RosterChangeKind
from schools.domain.cards import issue_cards
from schools.domain.invitations import issue_invitations
from schools.domain.panels import ask_for_panel, confirm_panel
from schools.domain.roster.history import log_changes
from schools.domain.roster.uploads import keep_upload
from schools.models import (
    Guardianship,
    Membership,
    Panel,
    RosterChange,
    RosterUpload,
    SchoolYear,
    Unit,
    User,
)
from schools.panels import SESSION_PANEL
from tests.conftest import Cast
from tests.courses.factories import make_lesson
from tests.factories import NOW, UserFactory, make_member, make_pupil
from tests.quizzes.factories import make_quiz, make_sitting

pytestmark = pytest.mark.walk

PLACES = ("own", "sibling", "other", "foreign")
PEOPLE = [field.name for field in fields(Cast) if field.type is User]
EVERYBODY = {*PEOPLE, "anonymous"}
NO_FIGURES = {"auditor", "it_teacher", "staff"}
STAFF = (
    {"bureau", "foreign_bureau", "head", "safety_officer", "teacher"}
    | NO_FIGURES
    | {f"{place}head_teacher" for place in ("", "sibling_", "other_", "foreign_")}
)
OFFICERS = {"head", "safety_officer"}
HEAD_TEACHERS = {
    "own": {"head_teacher"},
    "sibling": {"sibling_head_teacher"},
    "other": {"other_head_teacher"},
    "foreign": {"foreign_head_teacher"},
}
AT_SCHOOL = {"own": OFFICERS, "sibling": OFFICERS}
BUREAUS = dict.fromkeys(("own", "sibling", "other"), {"bureau"}) | {"foreign": {"foreign_bureau"}}


def together(*rows: dict[str, set[str]]) -> dict[str, set[str]]:
    """Whoever one of the rows lets in, place by place."""
    return {place: set().union(*(row.get(place, set()) for row in rows)) for place in PLACES}


PIN_MANAGERS = together(HEAD_TEACHERS, AT_SCHOOL)
RUN_ANY_CLASS = {"own": {"it_teacher"}, "sibling": {"it_teacher"}}
TEACHERS = together(PIN_MANAGERS, RUN_ANY_CLASS, {"own": {"teacher"}})
PUPILS = {"own": {"pupil"}, "sibling": set(), "other": {"other_pupil"}, "foreign": set()}
IN_DISTRICT = STAFF - {"foreign_bureau", "foreign_head_teacher"} - NO_FIGURES


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
    staff: dict[str, Membership]
    changes: dict[str, RosterChange]
    links: dict[str, Guardianship]


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


def campus_below(world: World, place: str) -> list[object]:
    return [world.classes[place].school_id, "campus"]


def staff_of(world: World, place: str) -> list[object]:
    """A head teacher on the staff list of the own school, or of another."""
    return [world.classes[place].school_id, world.staff[place].user_id]


def post_of(world: World, place: str) -> list[object]:
    return [*staff_of(world, place), world.staff[place].pk]


def school_and_colleague(world: World, place: str) -> list[object]:
    """A safety officer of that school, made now, whom its officers and its bureau may help."""
    school = world.classes[place].school
    return [school.pk, make_member(Role.SAFETY_OFFICER, school).pk]


def upload_of(world: World, place: str) -> list[object]:
    return [world.classes[place].school_id, world.uploads[place].pk]


def download_of(world: World, place: str) -> list[object]:
    return [*upload_of(world, place), "bad-rows"]


def change_of(world: World, place: str) -> list[object]:
    return [world.classes[place].school_id, world.changes[place].pk]


def code_of(world: World, place: str) -> list[object]:
    return [world.sittings[place].join_code]


def token_of(world: World, place: str) -> list[object]:
    [card] = issue_cards(students=[world.pupils[place]], issued_by=world.cast.head, now=NOW)
    return [card_token(card)]


def slip_of(world: World, place: str) -> list[object]:
    child = world.pupils[place]
    tokens = issue_invitations(
        children=[child], class_unit=world.classes[place], issued_by=world.cast.head, now=NOW
    )
    return [tokens[child]]


def link_of(world: World, place: str) -> list[object]:
    return [world.classes[place].pk, world.links[place].pk]


def lesson_of(world: World, place: str) -> dict[str, object]:
    return {"lesson": world.lessons["foreign" if place == "foreign" else "own"].pk}


def question_of(world: World, place: str) -> list[object]:
    return [ask_for_panel(now=NOW).token]


def panel_in(world: World, place: str) -> Panel:
    """A panel that the head teacher of the place has signed in to that class."""
    names = {"own": "head_teacher", "sibling": "sibling_head_teacher"}
    teacher = getattr(world.cast, names.get(place, f"{place}_head_teacher"))
    asked = ask_for_panel(now=NOW).panel
    return confirm_panel(panel=asked, class_unit=world.classes[place], by=teacher, now=NOW)


def panel_to_end(world: World, place: str) -> list[object]:
    return [panel_in(world, place).pk]


def home_sitting_of(world: World, place: str) -> list[object]:
    Sitting.objects.filter(pk=world.sittings[place].pk).update(setting=Setting.AT_HOME)
    return [world.sittings[place].pk]


ALL_PLACES = dict.fromkeys(PLACES, EVERYBODY)
# Bureau and officers are sent on to say why; that they then read is in test_answers_by_name.
WITH_REASON = together(BUREAUS, AT_SCHOOL)
READERS = together(HEAD_TEACHERS, WITH_REASON, PUPILS, {"own": {"parent"}})
# The head teacher of a class has given each sitting of the world.
FINDERS = together(HEAD_TEACHERS, WITH_REASON)
NOT_PUPILS = EVERYBODY - {"anonymous", "pupil", "classmate", "other_pupil"}

GOAL_KEYS = of("goals")
# The sibling class is of the same school. Of its two officers only one made the upload there.
CHANGERS = together(BUREAUS, AT_SCHOOL)
CORRECTORS = together(BUREAUS, PIN_MANAGERS)
PUPILS_OF_ALL = {"pupil", "classmate", "other_pupil"}
UPLOADS = {"own": {"safety_officer"}, "sibling": {"head"}}

TABLE: dict[str, Row] = {
    "sign_in": Row(no_keys, everywhere(EVERYBODY), passes=(200, 302)),
    "sign_out": Row(no_keys, everywhere(EVERYBODY), method="post", passes=(302,)),
    "password_change": Row(no_keys, everywhere(NOT_PUPILS)),
    "class_pins": Row(of("classes"), PIN_MANAGERS),
    "class_cards": Row(of("classes"), PIN_MANAGERS),
    "sign_in_code": Row(no_keys, everywhere(EVERYBODY), passes=(302,)),  # nobody typed a password
    "still_here": Row(no_keys, everywhere(EVERYBODY - {"anonymous"}), method="post", passes=(204,)),
    "two_step": Row(no_keys, everywhere(STAFF)),
    "two_step_start": Row(no_keys, everywhere(STAFF), method="post", passes=(302,)),
    "two_step_off": Row(no_keys, everywhere(STAFF), method="post", passes=(422,)),
    "staff_passwords": Row(school_of, CHANGERS),
    "staff_two_step_reset": Row(school_and_colleague, CHANGERS, method="post", passes=(302,)),
    "class_passwords": Row(of("classes"), PIN_MANAGERS),
    "class_code_renew": Row(of("classes"), PIN_MANAGERS, method="post", passes=(302,)),
    "panel": Row(no_keys, everywhere(EVERYBODY), passes=(200, 302)),
    "panel_wait": Row(no_keys, everywhere(EVERYBODY), passes=(200, 204)),
    "panel_leave": Row(no_keys, everywhere(EVERYBODY), method="post", passes=(302,)),
    "panel_confirm": Row(question_of, dict.fromkeys(PLACES, set().union(*TEACHERS.values()))),
    "panels": Row(no_keys, everywhere(set().union(*TEACHERS.values()))),
    "panel_end": Row(panel_to_end, HEAD_TEACHERS, method="post", passes=(302,)),
    "pin_unlock": Row(class_and_pupil, TEACHERS, method="post", passes=(302,)),
    "class_invitations": Row(of("classes"), PIN_MANAGERS),
    "invitation_revoke": Row(class_and_pupil, PIN_MANAGERS, method="post", passes=(302,)),
    "guardian_remove": Row(link_of, PIN_MANAGERS, method="post", passes=(302,)),
    "guardian_counts": Row(school_of, AT_SCHOOL),
    "invite": Row(no_keys, {}, for_anonymous=(404,)),  # nobody showed a slip
    "invite_account": Row(no_keys, {}, for_anonymous=(404,)),
    "invite_token": Row(slip_of, ALL_PLACES, passes=(302,)),
    "consent": Row(no_keys, everywhere(NOT_PUPILS)),
    "consent_child": Row(of("pupils"), {"own": {"parent"}}),
    "roster": Row(school_of, CHANGERS),
    "roster_upload": Row(upload_of, UPLOADS),
    "roster_download": Row(download_of, UPLOADS),
    "unit": Row(school_of, CHANGERS),
    "unit_edit": Row(school_of, BUREAUS),
    "unit_add": Row(campus_below, CHANGERS),
    "staff": Row(school_of, CHANGERS),
    "staff_add": Row(school_of, CHANGERS),
    "staff_person": Row(staff_of, CHANGERS),
    "staff_edit": Row(staff_of, CHANGERS),
    "post_end": Row(post_of, CHANGERS, method="post", passes=(302,)),
    "class_list": Row(school_of, CHANGERS),
    "class_add": Row(school_of, CHANGERS),
    "class_edit": Row(of("classes"), CHANGERS),
    "roster_history": Row(school_of, CHANGERS),
    "roster_change": Row(change_of, CHANGERS),
    "roster_undo": Row(change_of, CHANGERS, method="post", passes=(302,)),
    "rosters": Row(no_keys, everywhere({"bureau", "foreign_bureau"} | OFFICERS)),
    "school_rosters": Row(school_of, CHANGERS),
    "class_roster": Row(of("classes"), CORRECTORS),
    "class_pupil": Row(class_and_pupil, CORRECTORS),
    # The empty forms that these are sent are refused to whom they are open.
    "pupil_correct": Row(class_and_pupil, CORRECTORS, method="post", passes=(422,)),
    "pupil_leave": Row(class_and_pupil, CHANGERS, method="post", passes=(422,)),
    "pupil_move": Row(class_and_pupil, CHANGERS, method="post", passes=(422,)),
    "pupil_transfer": Row(class_and_pupil, BUREAUS),
    "audit_log": Row(no_keys, everywhere(OFFICERS | {"auditor"})),
    "audit_export": Row(no_keys, everywhere(OFFICERS | {"auditor"}), method="post"),
    "content_log": Row(no_keys, everywhere(OFFICERS | {"auditor"})),
    "content_export": Row(no_keys, everywhere(OFFICERS | {"auditor"}), method="post"),
    "person_export": Row(
        of("pupils"), {"own": {"safety_officer"}, "sibling": {"safety_officer"}}, method="post"
    ),
    "privacy": Row(no_keys, everywhere(EVERYBODY)),
    "join": Row(no_keys, everywhere(EVERYBODY)),
    "join_class": Row(code_of, ALL_PLACES),
    "card": Row(no_keys, everywhere(EVERYBODY)),
    "card_start": Row(no_keys, everywhere(EVERYBODY), passes=(302,)),  # nobody showed a card
    "card_token": Row(token_of, ALL_PLACES, passes=(302,)),
    "home_sign_in": Row(no_keys, everywhere(EVERYBODY)),
    "home_start": Row(
        home_sitting_of,
        {**PUPILS, "own": {"pupil", "classmate"}},
        method="post",
        passes=(302,),
    ),
    "attempt": Row(of("attempts"), PUPILS),
    # Both take a page's own key in the body; without it nobody gets in, whoever is signed in.
    "attempt_answers": Row(of("attempts"), {}, method="post", refusal=(400,), for_anonymous=(400,)),
    "attempt_submit": Row(of("attempts"), {}, method="post", refusal=(400,), for_anonymous=(400,)),
    "attempt_result": Row(of("attempts"), READERS, passes=(200, 302)),
    "attempt_reason": Row(of("attempts"), WITH_REASON),
    "class_answers": Row(of("classes"), together(TEACHERS, WITH_REASON)),
    "sitting_answers": Row(of("sittings"), FINDERS),
    "sitting": Row(of("sittings"), TEACHERS),
    "sitting_questions": Row(of("sittings"), TEACHERS, passes=(200, 302)),
    "sitting_live": Row(of("sittings"), TEACHERS, passes=(200, 286)),
    "sitting_close": Row(of("sittings"), TEACHERS, method="post", passes=(200, 302)),
    "sitting_take": Row(no_keys, everywhere(PUPILS_OF_ALL), method="post", passes=(422,)),
    "class_page": Row(of("classes"), TEACHERS),
    "sitting_open": Row(of("classes"), TEACHERS, method="post", body=lesson_of, passes=(302,)),
    "plan": Row(no_keys, everywhere(STAFF)),
    "goal": Row(GOAL_KEYS, {"own": IN_DISTRICT, "foreign": STAFF - IN_DISTRICT - NO_FIGURES}),
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
    staff = {
        place: teacher.memberships.get() for place, teacher in zip(PLACES, teachers, strict=True)
    }
    changes = {place: a_change(classes[place], pupils[place]) for place in PLACES}
    links = {
        place: Guardianship.objects.filter(child=pupil).first()
        or Guardianship.objects.create(guardian=UserFactory(), child=pupil)
        for place, pupil in pupils.items()
    }
    return World(
        cast=cast,
        classes=classes,
        pupils=pupils,
        sittings=sittings,
        attempts=attempts,
        goals=goals,
        lessons=lessons,
        uploads=uploads,
        staff=staff,
        changes=changes,
        links=links,
    )


def a_change(class_unit: Unit, pupil: User) -> RosterChange:
    kind = RosterChangeKind.CORRECTED
    with log_changes(school=class_unit.school, kind=kind, actor=None, now=NOW) as log:
        log.changing(pupil)
        pupil.sex = "f"
        pupil.save()
    return log.change


@pytest.fixture(autouse=True)
def _frozen_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def client_of(world: World, name: str) -> Client:
    client = Client()
    if name != "anonymous":
        user = User.objects.get(pk=getattr(world.cast, name).pk)  # a new card ended the sessions
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
    "class_page", "goal", "roster", "unit", "unit_edit", "unit_add", "staff", "staff_add",
    "staff_person", "staff_edit", "class_list", "class_add", "class_edit",
    "roster_history", "roster_change", "school_rosters", "class_roster", "class_pupil",
    "pupil_transfer",
    "class_answers", "sitting_answers", "attempt_reason",
    "class_invitations", "guardian_counts",
    "class_passwords", "staff_passwords", "sitting_questions",
]  # fmt: skip


@pytest.mark.parametrize("name", OBJECT_PAGES)
def test_what_is_not_yours_looks_like_what_is_not_there(world: World, name: str) -> None:
    """The same status, the same body and the same number of queries (hostile attempt 16)."""
    client = client_of(world, "head_teacher")
    key, *inner = TABLE[name].keys(world, "foreign")
    real = reverse(name, args=[key, *inner])
    missing_key = 999_999_999 if isinstance(key, int) else type(key)(int=1)
    missing = reverse(name, args=[missing_key, *inner])
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


def panel_client(panel: Panel) -> Client:
    """The browser of a panel that has come in."""
    client = Client()
    session = client.session
    session[SESSION_PANEL] = panel.pk
    session.save()
    return client


def status_and_rollback(client: Client, method: str, url: str, body: dict[str, object]) -> int:
    with transaction.atomic():
        status = getattr(client, method)(url, body).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["head_teacher", "head"])
def test_a_panel_is_nobody_but_on_the_pages_of_its_class(
    world: World, who: str, method: str
) -> None:
    """Every URL × own class, a sibling class that the same person may teach, others."""
    asked = ask_for_panel(now=NOW).panel
    by = getattr(world.cast, who)
    panel = confirm_panel(panel=asked, class_unit=world.cast.class_unit, by=by, now=NOW)
    wrong = []
    for name, row in TABLE.items():
        if name in ("panel", "panel_leave"):  # what a panel does there is tested with the pages
            continue
        for place in PLACES if row.keys is not no_keys else ("own",):
            if row.keys == GOAL_KEYS and place not in world.goals:
                continue
            url, body = reverse(name, args=row.keys(world, place)), row.body(world, place)
            stranger = status_and_rollback(Client(), method, url, body)
            got = status_and_rollback(panel_client(panel), method, url, body)
            is_own = name in ALLOWED_FOR_PANELS and place == "own"
            expected = (*row.passes, 405) if is_own else (stranger,)
            if got not in expected:
                wrong.append((name, place, got, expected))
    assert wrong == []


def test_a_panel_is_nobody_in_the_admin(world: World) -> None:
    client = panel_client(panel_in(world, "own"))
    for name, text in admin_urls():
        for method in ("get", "post"):
            path = a_path(text)
            assert getattr(client, method)(path).status_code == (
                getattr(Client(), method)(path).status_code
            ), name


def test_panels_are_let_only_into_views_that_exist() -> None:
    assert ALLOWED_FOR_PANELS.keys() - TABLE.keys() == set()
