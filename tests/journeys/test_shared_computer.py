"""Shared computers: nothing of the last child is left, and a page that nobody uses is left."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack, sign_in
from tests.journeys.test_main_journey import CLASS_FACTS, OPEN_SITTING, join

pytestmark = pytest.mark.browser

# What a browser keeps: [local storage, session storage, records in the databases of this site].
KEPT = """async () => {
  const records = [];
  for (const { name, version } of await indexedDB.databases()) {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open(name, version);
      request.onsuccess = () => resolve(request.result);
    });
    for (const table of database.objectStoreNames) {
      const request = database.transaction(table).objectStore(table).getAll();
      await new Promise((resolve) => { request.onsuccess = resolve; });
      records.push(...request.result);
    }
    database.close();
  }
  const answers = records.map(({ slot, value }) => [slot, value]);
  return [{ ...localStorage }, { ...sessionStorage }, answers];
}"""
NOTHING = [{}, {}, []]


def begin(page: Page, stack: Stack, place: int) -> str:
    """Let a pupil of the class in; the pupil's name."""
    code = stack.ask(OPEN_SITTING)
    pk, name = json.loads(stack.ask(CLASS_FACTS))["pupils"][place]
    join(page, stack, code, name, stack.accounts[str(pk)])
    return name


def answer(page: Page, number: int) -> None:
    page.locator(f"[data-map] a[href='#q{number}']").click()
    page.locator(f"#q{number} .choice").first.click()


def hand_in(page: Page) -> None:
    page.locator("[data-map] a[href='#q10']").click()
    page.locator("[data-nav] [data-next]").click()
    page.locator("[data-final] button[value=submit]").click()
    page.wait_for_url("**/result/")


def stored_answers(stack: Stack) -> int:
    return int(stack.ask("from quizzes.models import AnswerEvent as A; print(A.objects.count())"))


def test_the_next_child_finds_nothing_of_the_last(stack: Stack, new_context) -> None:
    context = new_context()
    page = context.new_page()
    name = begin(page, stack, 0)
    for number in (1, 2, 3):
        answer(page, number)
    hand_in(page)
    expect(page.locator(".receipt")).to_contain_text(name)
    page.locator("main form[action='/sign-out/'] button").click()
    page.wait_for_url("**/join/")
    assert page.evaluate(KEPT) == NOTHING
    assert "sessionid" not in {cookie["name"] for cookie in context.cookies()}
    page.go_back()
    page.wait_for_load_state()
    assert page.locator(".receipt, [data-slot]").count() == 0
    assert name not in page.locator("body").inner_text()


def test_a_result_that_nobody_reads_signs_out_with_a_warning(stack: Stack, new_context) -> None:
    page = new_context().new_page()
    begin(page, stack, 1)
    page.clock.install()
    hand_in(page)
    dialog = page.locator("[data-idle]")
    page.clock.run_for(115_000)
    expect(dialog).to_be_hidden()
    page.clock.run_for(10_000)
    expect(dialog).to_be_visible()
    dialog.locator("[data-stay] button").click()
    expect(dialog).to_be_hidden()
    page.clock.run_for(125_000)
    expect(dialog).to_be_visible()
    page.clock.run_for(60_000)
    page.wait_for_url("**/join/")
    assert page.evaluate(KEPT) == NOTHING


def test_answering_is_use_and_leaving_loses_no_answer(stack: Stack, new_context) -> None:
    context = new_context()
    page = context.new_page()
    page.clock.install()
    begin(page, stack, 2)
    before = stored_answers(stack)
    for number in (1, 2, 3):
        page.clock.run_for(8 * 60_000)
        expect(page.locator("[data-idle]")).to_be_hidden()
        answer(page, number)
    page.clock.run_for(2_000)
    expect(page.locator("[data-state]").first).to_have_attribute("data-state", "saved")
    assert stored_answers(stack) == before + 3

    # The network is gone, and so is the child: the page is left, the answer waits on the disk.
    context.route("**/answers/", lambda route: route.abort())
    answer(page, 4)
    page.clock.run_for(11 * 60_000)
    page.wait_for_url("**/join/")
    assert [slot for slot, _value in page.evaluate(KEPT)[2]] == [4]
    context.unroute("**/answers/")
    page.goto(f"{stack.url}/join/")
    page.clock.run_for(5_000)
    page.wait_for_timeout(1_000)
    assert page.evaluate(KEPT) == NOTHING
    assert stored_answers(stack) == before + 4


def test_staff_are_asked_a_minute_before(stack: Stack, new_context) -> None:
    page = new_context().new_page()
    sign_in(page, stack, "teacher")
    page.clock.install()
    page.reload()
    page.clock.run_for(58 * 60_000)
    expect(page.locator("[data-idle]")).to_be_hidden()
    page.clock.run_for(90_000)
    expect(page.locator("[data-idle]")).to_be_visible()
    page.keyboard.press("Escape")
    page.clock.run_for(50 * 60_000)
    expect(page.locator("[data-idle]")).to_be_hidden()
    page.clock.run_for(11 * 60_000)
    page.wait_for_url("**/sign-in/**")


def test_a_first_password_is_changed_before_anything_else(stack: Stack, new_context) -> None:
    password = stack.manage("issue_password", "safety").strip()
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(f"{stack.url}/sign-in/")
    page.locator("input[name=username]").fill("safety")
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/password/")
    page.goto(f"{stack.url}/my/")
    page.wait_for_url("**/password/")
    page.locator("input[name=old_password]").fill(password)
    for name in ("new_password1", "new_password2"):
        page.locator(f"input[name={name}]").fill("four plain words here")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/my/")
