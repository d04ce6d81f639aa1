"""Every page, on a phone and on a desk: accessible, in Chinese, light, and from one host alone."""

import json
import re
import zlib
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, Response

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.test_main_journey import CLASS_FACTS, OPEN_SITTING, join

pytestmark = pytest.mark.browser

SIZES = [(360, 740), (1280, 800)]
MAX_COMPRESSED = 100 * 1024
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
RECEIPT = re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}")
LATIN_ALLOWED = {"PIN", "Ctrl", "http", "PDF", "join", "panel", "home", "xlsx", "csv", "tsv"}
LATIN_ALLOWED |= {"demo", "primary", "second"}  # the codes of the demo's schools

# For the child at PLACE in the demo's class list; the roster gives a telephone for each.
PRINT_SLIP = """
from django.utils import timezone
from schools.domain.invitations import issue_invitations
from schools.models import GuardianPhone, Membership
from schools.permissions import pupils_on_roster
post = Membership.objects.get(user__username="teacher")
child = pupils_on_roster(post.unit, timezone.localdate())[PLACE]
print(issue_invitations(
    children=[child], class_unit=post.unit, issued_by=post.user, now=timezone.now()
)[child])
"""
FORGET_PHONES = "GuardianPhone.objects.filter(child=child).delete()"

Opener = Callable[[Page, Stack], None]


def at(path: str) -> Opener:
    return lambda page, stack: page.goto(f"{stack.url}{path}") and None


def lesson_path(stack: Stack) -> str:
    return stack.ask("from courses.models import LessonPage; print(LessonPage.objects.get().url)")


def lesson(suffix: str = "") -> Opener:
    return lambda page, stack: page.goto(f"{stack.url}{lesson_path(stack)}{suffix}") and None


def signed_in(username: str, path: Callable[[Stack], str]) -> Opener:
    def open_page(page: Page, stack: Stack) -> None:
        sign_in(page, stack, username)
        page.goto(f"{stack.url}{path(stack)}")

    return open_page


def class_path(suffix: str = "") -> Callable[[Stack], str]:
    return lambda stack: f"/classes/{json.loads(stack.ask(CLASS_FACTS))['id']}/{suffix}"


def goal_path(stack: Stack) -> str:
    return stack.ask(
        "from plan.models import Goal; print(f'/plan/goals/{Goal.objects.get(code=\"G1\").pk}/')"
    )


def roster_path(stack: Stack) -> str:
    return stack.ask(
        "from schools.models import Unit;"
        "print(f'/schools/{Unit.objects.get(code=\"demo-primary\").pk}/roster/')"
    )


def roster_pages(suffix: str) -> Callable[[Stack], str]:
    return lambda stack: f"{roster_path(stack)}{suffix}"


def pupil_path(suffix: str = "") -> Callable[[Stack], str]:
    def path(stack: Stack) -> str:
        facts = json.loads(stack.ask(CLASS_FACTS))
        return f"/classes/{facts['id']}/roster/{facts['pupils'][0][0]}/{suffix}"

    return path


def change_path(stack: Stack) -> str:
    number = stack.ask(
        "from schools.models import RosterChange;"
        "print(RosterChange.objects.filter(kind='pupils').latest('pk').pk)"
    )
    return f"{roster_path(stack)}history/{number}/"


def unit_path(suffix: str = "", code: str = "demo-primary") -> Callable[[Stack], str]:
    return lambda stack: stack.ask(
        "from schools.models import Unit;"
        f"print(f'/units/{{Unit.objects.get(code=\"{code}\").pk}}/{suffix}')"
    )


def classes_path(stack: Stack) -> str:
    return roster_path(stack).replace("roster/", "classes/")


def colleague_path(stack: Stack) -> str:
    return stack.ask(
        "from schools.models import Membership;"
        "m = Membership.objects.get(post='safety_officer');"
        "print(f'/units/{m.unit_id}/staff/{m.user_id}/')"
    )


def guardians_path(stack: Stack) -> str:
    return roster_path(stack).replace("roster", "guardians")


def consent_path(stack: Stack) -> str:
    return stack.ask(
        "from schools.models import Consent;"
        "print(f'/consent/{Consent.objects.filter(guardian__username=\"parent\")[0].child_id}/')"
    )


def slip(known_phone: bool = True) -> Opener:
    code = PRINT_SLIP.replace("PLACE", "-1" if known_phone else "-2")
    code += "" if known_phone else FORGET_PHONES
    return lambda page, stack: page.goto(f"{stack.url}/invite/{stack.ask(code)}/") and None


def agreed(page: Page, stack: Stack) -> None:
    slip(known_phone=False)(page, stack)
    page.locator("button[value=given]").click()
    page.wait_for_url("**/invite/account/")


def refused(page: Page, stack: Stack) -> None:
    slip(known_phone=False)(page, stack)
    page.locator("main summary").click()
    page.locator("button[value=refused]").click()
    page.get_by_role("heading", name="您选择了不同意").wait_for()


def staff_passwords_path(stack: Stack) -> str:
    return roster_path(stack).replace("/roster/", "/passwords/")


def board_path(stack: Stack) -> str:
    stack.ask(OPEN_SITTING)
    return stack.ask(
        "from quizzes.models import Sitting;"
        "print(f'/sittings/{Sitting.objects.latest(\"pk\").pk}/')"
    )


BEGIN_ATTEMPT = """
from django.utils import timezone
from quizzes.domain.attempts import start_attempt
from quizzes.models import Sitting
from schools.permissions import pupils_on_roster
now = timezone.now()
sitting = Sitting.objects.latest("pk")
student = pupils_on_roster(sitting.class_unit, timezone.localdate(now))[0]
print(f"/attempts/{start_attempt(sitting=sitting, student=student, now=now).pk}/reason/")
"""


def reason_path(stack: Stack) -> str:
    stack.ask(OPEN_SITTING)
    return stack.ask(BEGIN_ATTEMPT)


def answers_path(stack: Stack) -> str:
    return board_path(stack) + "answers/"


TOKEN_ON_PANEL = """
from django.contrib.sessions.models import Session
shown = [each.get_decoded().get("panel_asked") for each in Session.objects.all()]
print(max((each for each in shown if each), key=lambda each: each["panel"])["token"])
"""


def show_panel_code(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/panel/")
    page.locator("main form button").click()
    page.locator(".join__qr svg").wait_for()


def confirm_panel(page: Page, stack: Stack) -> None:
    other = page.context.browser.new_context()
    show_panel_code(other.new_page(), stack)
    token = stack.ask(TOKEN_ON_PANEL)
    other.close()
    sign_in(page, stack, "teacher")
    page.goto(f"{stack.url}/panel/{token}/")


def as_pupil(page: Page, stack: Stack) -> None:
    code = stack.ask(OPEN_SITTING)
    pk, name = json.loads(stack.ask(CLASS_FACTS))["pupils"][0]
    join(page, stack, code, name, stack.accounts[str(pk)])


def as_pupil_at_the_end(page: Page, stack: Stack) -> None:
    as_pupil(page, stack)
    page.locator("[data-map] a[href='#q10']").click()
    page.locator("[data-nav] [data-next]").click()
    page.locator("[data-final] button[value=submit]").click()
    page.wait_for_url("**/result/")


def names(page: Page, stack: Stack) -> None:
    page.goto(f"{stack.url}/join/{stack.ask(OPEN_SITTING)}/")


PAGES: dict[str, Opener] = {
    "home": at("/"),
    "themes": at("/themes/"),
    "lesson": lesson(),
    "slides": lesson("slides/"),
    "print": lesson("print/"),
    "search": at("/search/?q=溺水"),
    "nothing found": at("/search/?q=水溺"),
    "sign in": at("/sign-in/"),
    "join": at("/join/"),
    "names": names,
    "attempt": as_pupil,
    "result": as_pupil_at_the_end,
    "home sign-in": at("/home/"),
    "panel": at("/panel/"),
    "panel code": show_panel_code,
    "panel confirmation": confirm_panel,
    "panels": signed_in("teacher", lambda stack: "/panels/"),
    "teacher's page": signed_in("teacher", lambda stack: "/my/"),
    "class": signed_in("teacher", class_path()),
    "PINs": signed_in("teacher", class_path("pins/")),
    "passwords of pupils": signed_in("teacher", class_path("passwords/")),
    "cards": signed_in("teacher", class_path("cards/")),
    "invitations": signed_in("teacher", class_path("invitations/")),
    "slip, asking for the number": slip(),
    "slip, the text": slip(known_phone=False),
    "slip, the account": agreed,
    "slip, refused": refused,
    "consents": signed_in("parent", lambda stack: "/consent/"),
    "consent": signed_in("parent", consent_path),
    "guardians by class": signed_in("safety", guardians_path),
    "board": signed_in("teacher", board_path),
    "parent's page": signed_in("parent", lambda stack: "/my/"),
    "safety officer's page": signed_in("safety", lambda stack: "/my/"),
    "roster": signed_in("safety", roster_path),
    "roster history": signed_in("safety", roster_pages("history/")),
    "roster change": signed_in("safety", change_path),
    "rosters": signed_in("bureau", lambda stack: "/rosters/"),
    "class rosters": signed_in(
        "safety", lambda stack: roster_path(stack).replace("/roster/", "/rosters/")
    ),
    "class roster": signed_in("safety", class_path("roster/")),
    "pupil": signed_in("safety", pupil_path()),
    "transfer": signed_in("bureau", pupil_path("transfer/")),
    "school": signed_in("safety", unit_path()),
    "staff": signed_in("safety", unit_path("staff/")),
    "colleague": signed_in("safety", colleague_path),
    "somebody new": signed_in("safety", unit_path("staff/add/")),
    "school's classes": signed_in("safety", classes_path),
    "new class": signed_in("safety", lambda stack: f"{classes_path(stack)}add/"),
    "class number": signed_in("safety", class_path("edit/")),
    "district": signed_in("bureau", unit_path(code="demo-district")),
    "new school": signed_in("bureau", unit_path("add/school/", code="demo-district")),
    "rename a school": signed_in("bureau", unit_path("edit/")),
    "passwords of staff": signed_in("safety", staff_passwords_path),
    "two-step": signed_in("safety", lambda stack: "/two-step/"),
    "audit": signed_in("safety", lambda stack: "/audit/"),
    "content log": signed_in("safety", lambda stack: "/audit/content/"),
    "answers of a class": signed_in("teacher", class_path("answers/")),
    "answers of a sitting": signed_in("teacher", answers_path),
    "a reason to read": signed_in("safety", reason_path),
    "privacy": at("/privacy/"),
    "card": at("/card/"),
    "plan": signed_in("bureau", lambda stack: "/plan/"),
    "goal": signed_in("bureau", goal_path),
    "password": signed_in("bureau", lambda stack: "/password/"),
    "not found": at("/nowhere/"),
}


class Watch:
    """What a page asks for and complains about."""

    def __init__(self, context: BrowserContext) -> None:
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.weight = 0
        context.on("console", lambda message: self.complain(message.type, message.text))
        context.on("response", self.weigh)

    def complain(self, kind: str, text: str) -> None:
        if kind == "error" and "404" not in text:
            self.complaints.append(text)

    def weigh(self, response: Response) -> None:
        self.hosts.add(response.url.split("/")[2])
        kind = response.headers.get("content-type", "")
        if response.ok and kind.startswith(("text/", "application/")):
            self.weight += len(zlib.compress(response.body()))


def untranslated(page: Page, stack: Stack) -> list[str]:
    text = RECEIPT.sub("", page.locator("body").inner_text())
    text = text.replace(stack.url.split("//")[1], "")
    return [word for word in LATIN_WORD.findall(text) if word not in LATIN_ALLOWED]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}px")
@pytest.mark.parametrize("name", PAGES)
def test_page(stack: Stack, new_context, name: str, size: tuple[int, int]) -> None:
    context = new_context(viewport={"width": size[0], "height": size[1]})
    watch = Watch(context)
    page = context.new_page()
    PAGES[name](page, stack)
    page.wait_for_load_state("load")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in violations] == []
    assert untranslated(page, stack) == []
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0
    assert watch.hosts == {stack.url.split("//")[1]}
    assert watch.complaints == []


def test_a_lesson_weighs_little_without_its_pictures(stack: Stack, new_context) -> None:
    context = new_context()
    watch = Watch(context)
    lesson()(context.new_page(), stack)
    assert 0 < watch.weight <= MAX_COMPRESSED
