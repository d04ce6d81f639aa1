"""Guardians come in by a slip: two of one child, one of them for a second child elsewhere."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.journeys.camera import read_code
from tests.journeys.conftest import Stack, sign_in
from tests.journeys.test_main_journey import CLASS_FACTS

pytestmark = pytest.mark.browser

SMALL = {"viewport": {"width": 360, "height": 740}}
PASSWORD = "mountain-river-7"
FATHER, MOTHER = "13800138000", "13900139000"

# What the roster holds of the first child below gives way to numbers that we know.
PREPARE = """
import json
from cms.demo.people import SECOND_SCHOOL, ensure_account, hold
from schools.choices import Role
from schools.models import GuardianPhone, Unit, User
from schools.phones import mask_phone, phone_digest
child = User.objects.get(pk=CHILD)
GuardianPhone.objects.filter(child=child).delete()
for phone in ("13800138000", "13900139000"):
    GuardianPhone.objects.create(
        child=child, digest=phone_digest(child.pk, phone), masked=mask_phone(phone)
    )
unit = Unit.objects.get(school__code=SECOND_SCHOOL)
known = {}
hold(ensure_account(username="second", name="李老师", known=known), Role.HEAD_TEACHER, unit)
print(json.dumps([unit.pk, known["second"]]))
"""
COUNTS = """
from schools.models import AuditEntry, Consent, Guardianship
print(Guardianship.objects.count(), Consent.objects.count(), AuditEntry.objects.count())
"""


def print_slip(page: Page, stack: Stack, class_pk: int, name: str) -> str:
    """Tick a child, print its slip, and point a camera at it: the address in the code."""
    page.goto(f"{stack.url}/classes/{class_pk}/invitations/")
    row_of(page, name).locator("input[name=students]").check()
    page.get_by_role("button", name="为勾选的孩子打印新邀请单").click()
    expect(page.locator(".slip__name")).to_have_text(name)
    address = read_code(page.locator(".slip__qr").inner_html())
    assert re.fullmatch(re.escape(stack.url) + r"/invite/[\w-]{22}/", address)
    return address


def row_of(page: Page, name: str) -> Locator:
    return page.locator(".pin-row", has=page.get_by_text(name, exact=True)).first


def agree(page: Page, address: str, phone: str = "") -> None:
    page.goto(address)
    if phone:
        page.locator("input[name=phone]").fill(phone)
        page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="我是监护人").click()
    page.wait_for_url("**/invite/account/")


def make_account(page: Page, name: str, phone: str) -> None:
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=phone]").fill(phone)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=again]").fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/my/")


def sign_in_as(page: Page, stack: Stack, username: str, password: str) -> None:
    page.goto(f"{stack.url}/sign-in/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/my/")


def test_guardians_join_agree_refuse_and_are_removed(stack: Stack, new_context) -> None:
    facts = json.loads(stack.ask(CLASS_FACTS))
    (pk, child), (_other_pk, sibling) = facts["pupils"][1:3]
    second_class, second_password = json.loads(stack.ask(PREPARE.replace("CHILD", str(pk))))
    teacher = new_context().new_page()
    sign_in(teacher, stack, "teacher")
    void = print_slip(teacher, stack, facts["id"], child)
    address = print_slip(teacher, stack, facts["id"], child)

    before = stack.ask(COUNTS)
    chat: BrowserContext = new_context()  # it opens every address ahead of people
    for _time in range(3):
        assert chat.request.get(address).ok
    assert stack.ask(COUNTS) == before
    assert chat.request.get(void).status == 404

    father = new_context(**SMALL).new_page()
    father.goto(address)
    expect(father.locator("main")).not_to_contain_text(child)
    father.locator("input[name=phone]").fill("13700137000")
    father.get_by_role("button", name="下一步").click()
    expect(father.locator(".field__errors")).to_be_visible()
    agree(father, address, FATHER)
    make_account(father, "赵父", FATHER)
    expect(father.locator("main h2").first).to_contain_text(child)

    # An old phone without JavaScript does as well.
    mother = new_context(**SMALL, java_script_enabled=False).new_page()
    agree(mother, address, MOTHER)
    make_account(mother, "钱母", MOTHER)
    expect(mother.locator("main h2").first).to_contain_text(child)

    # The mother has a second child at another school; that slip asks for no number.
    second = new_context().new_page()
    sign_in_as(second, stack, "second", second_password)
    elsewhere = print_slip(second, stack, second_class, "王小河")
    returning = new_context(**SMALL).new_page()
    agree(returning, elsewhere)
    returning.get_by_role("link", name="用它登录").click()
    returning.locator("input[name=username]").fill(MOTHER)
    returning.locator("input[name=password]").fill(PASSWORD)
    returning.locator("main form button[type=submit]").click()
    returning.wait_for_url("**/invite/account/")
    returning.get_by_role("button", name="加入").click()
    returning.wait_for_url("**/my/")
    titles = returning.locator("main h2").all_inner_texts()
    assert [title.split(" ·")[0] for title in titles if "·" in title] == [child, "王小河"]

    # She takes her yes back for the first child, and sees the second one still.
    returning.get_by_role("link", name="同意书：查看或更改您的选择").click()
    returning.get_by_role("link", name=child).click()
    returning.locator("main summary").click()
    returning.get_by_role("button", name="撤回同意").click()
    returning.goto(f"{stack.url}/my/")
    titles = returning.locator("main h2").all_inner_texts()
    assert [title.split(" ·")[0] for title in titles if "·" in title] == ["王小河"]

    # Another family says no, and no account comes of it.
    refusing = new_context(**SMALL).new_page()
    stack.ask(
        f"from schools.models import GuardianPhone, User;"
        f"GuardianPhone.objects.filter(child__name={sibling!r}).delete()"
    )
    refusing.goto(print_slip(teacher, stack, facts["id"], sibling))
    refusing.locator("main summary").click()
    refusing.locator("textarea").fill("暂时不需要")
    refusing.get_by_role("button", name="我不同意").click()
    expect(refusing.locator("main")).to_contain_text(f"{sibling}照常参加")

    # The head teacher sees all that, and removes one who does not belong there.
    teacher.goto(f"{stack.url}/classes/{facts['id']}/invitations/")
    expect(row_of(teacher, child)).to_contain_text("赵父")
    expect(row_of(teacher, child)).to_contain_text("已撤回")
    expect(row_of(teacher, sibling)).to_contain_text("暂时不需要")
    row_of(teacher, child).get_by_role("link", name="赵父").click()
    teacher.get_by_role("button", name="移除").click()
    teacher.wait_for_url("**/invitations/")
    expect(row_of(teacher, child)).not_to_contain_text("赵父")
    father.goto(f"{stack.url}/my/")
    expect(father.locator("main")).not_to_contain_text(child)
    assert chat.request.get(address).status == 404
