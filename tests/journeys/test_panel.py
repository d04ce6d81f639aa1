"""A lesson on the class panel, signed in by a phone; and a pupil's evening at home."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.test_main_journey import CLASS_FACTS
from tests.journeys.test_pages import TOKEN_ON_PANEL, show_panel_code

pytestmark = pytest.mark.browser

GIVE_FOR_HOME = """
from datetime import timedelta
from django.utils import timezone
from quizzes.choices import Setting
from quizzes.domain.sittings import open_sitting
from quizzes.models import Quiz
from schools.models import Membership, User
teacher = User.objects.get(username="teacher")
unit = Membership.objects.get(user=teacher).unit
open_sitting(
    quiz=Quiz.objects.get(code="drowning-3-6"), class_unit=unit, given_by=teacher,
    now=timezone.now(), setting=Setting.AT_HOME, closes_at=timezone.now() + timedelta(days=7),
)
print(unit.class_code)
"""


def number_on(page: Page) -> str:
    return page.locator(".join__code").inner_text().strip()


def scan_and_confirm(phone: Page, panel: Page, stack: Stack) -> None:
    """What a camera would do with the QR on the panel; then the teacher compares and confirms."""
    phone.goto(f"{stack.url}/panel/{stack.ask(TOKEN_ON_PANEL)}/")
    if "/sign-in/" in phone.url:
        phone.locator("input[name=username]").fill("teacher")
        phone.locator("input[name=password]").fill(stack.accounts["teacher"])
        phone.locator("main form button[type=submit]").click()
    assert number_on(phone) == number_on(panel)
    phone.locator("main form button[type=submit]").click()
    phone.wait_for_url("**/panels/")


def test_lesson_on_a_panel(stack: Stack, new_context) -> None:
    panel = new_context().new_page()
    phone = new_context(viewport={"width": 360, "height": 740}).new_page()
    show_panel_code(panel, stack)
    photographer = new_context().new_page()
    photographer.goto(f"{stack.url}/panel/{stack.ask(TOKEN_ON_PANEL)}/")
    photographer.wait_for_url("**/sign-in/**")

    scan_and_confirm(phone, panel, stack)
    panel.wait_for_url("**/classes/*/")
    class_url = panel.url

    panel.locator("a[href*='/slides/']").first.click()
    panel.wait_for_url("**/slides/**")
    panel.keyboard.press("End")
    panel.locator("section form[action$='/sittings/'] button").click()
    panel.wait_for_url("**/sittings/*/")
    board_url = panel.url
    expect(panel.locator(".seats")).to_be_visible()
    for path in ("/my/", "/password/"):
        assert "/sign-in/" in panel.goto(f"{stack.url}{path}").url
    for url in (f"{stack.url}/audit/", f"{class_url}pins/", f"{class_url}cards/"):
        assert panel.goto(url).status == 404

    panel.goto(board_url)
    phone.goto(f"{stack.url}/panels/")
    phone.locator(".list__item button").click()
    panel.wait_for_url("**/panel/")
    assert panel.goto(class_url).status == 404
    assert photographer.goto(class_url).status == 404
    assert phone.goto(class_url).status == 200


def test_panel_without_javascript(stack: Stack, new_context) -> None:
    panel = new_context(java_script_enabled=False).new_page()
    phone = new_context().new_page()
    sign_in(phone, stack, "teacher")
    show_panel_code(panel, stack)

    scan_and_confirm(phone, panel, stack)
    panel.locator("main a.button").click()

    panel.wait_for_url("**/classes/*/")
    panel.locator(".site-user button").click()
    panel.wait_for_url("**/panel/")


def test_evening_at_home(stack: Stack, new_context) -> None:
    context: BrowserContext = new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    code = stack.ask(GIVE_FOR_HOME)
    pk, name = json.loads(stack.ask(CLASS_FACTS))["pupils"][0]
    page.goto(f"{stack.url}/join/")
    page.locator("a[href='/home/']").click()
    assert name not in page.content()

    pin = stack.accounts[str(pk)]
    wrong = "0000" if pin != "0000" else "1111"
    for typed in (wrong, pin):
        page.locator("input[name=code]").fill(code.lower())
        page.locator("input[name=name]").fill(name)
        page.locator("input[name=pin]").fill(typed)
        page.locator("button[type=submit]").click()
    page.wait_for_url("**/my/")

    page.locator("form[action^='/home/sittings/'] button").click()
    page.wait_for_url(re.compile(r"/attempts/[0-9a-f-]+/"))
    expect(page.locator("#q1")).to_be_visible()
