"""Killing the server between two answers loses nothing that the browser was told was saved."""

import json
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Stack
from tests.journeys.test_main_journey import CLASS_FACTS, OPEN_SITTING, join

pytestmark = pytest.mark.browser


def answer(page: Page, number: int) -> str:
    """Choose the first option of a question; its value."""
    page.locator(f"[data-map] a[href='#q{number}']").click()
    choice = page.locator(f"#q{number} .choice").first
    choice.click()
    return str(choice.locator("input").get_attribute("value"))


def stored(stack: Stack) -> dict[int, object]:
    with sqlite3.connect(stack.folder / "db.sqlite3") as database:
        rows = database.execute("SELECT slot, value FROM quizzes_answerevent ORDER BY client, seq")
        return {slot: json.loads(value) for slot, value in rows}


def plain(value: object) -> str:
    """An answer's value as the form writes it."""
    if isinstance(value, list):
        return str(value[0])
    return str(value).lower() if isinstance(value, bool) else str(value)


def test_a_killed_server_loses_no_saved_answer(stack: Stack, new_context) -> None:
    code = stack.ask(OPEN_SITTING)
    pk, name = json.loads(stack.ask(CLASS_FACTS))["pupils"][0]
    page = new_context().new_page()
    join(page, stack, code, name, stack.accounts[str(pk)])
    state = page.locator("[data-state]").first

    told = {number: answer(page, number) for number in (1, 2, 3)}
    expect(state).to_have_attribute("data-state", "saved")
    stack.kill()
    assert {slot: plain(value) for slot, value in stored(stack).items()} == told

    told[4] = answer(page, 4)
    expect(state).to_have_attribute("data-state", "offline")
    stack.start_server()
    expect(state).to_have_attribute("data-state", "saved", timeout=40_000)
    assert {slot: plain(value) for slot, value in stored(stack).items()} == told

    page.locator("[data-map] a[href='#q10']").click()
    page.locator("[data-nav] [data-next]").click()
    page.locator("[data-final] button[value=submit]").click()
    page.wait_for_url("**/result/")
    with sqlite3.connect(stack.folder / "db.sqlite3") as database:
        answered = database.execute(
            "SELECT count(*) FROM quizzes_mark WHERE fraction IS NOT NULL"
        ).fetchone()
    assert answered == (4,)
