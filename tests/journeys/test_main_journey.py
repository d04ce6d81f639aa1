"""The main job, end to end: a lesson, its quiz in class, and the plan's goal that shows it."""

import json
import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.conftest import Stack, sign_in

pytestmark = pytest.mark.browser

CLASS_FACTS = """
import json
from django.utils import timezone
from schools.models import Membership
from schools.permissions import pupils_on_roster
unit = Membership.objects.get(user__username="teacher").unit
roster = pupils_on_roster(unit, timezone.localdate())
print(json.dumps({
    "id": unit.pk,
    "name": unit.class_name_on(timezone.localdate()),
    "pupils": [[pupil.pk, pupil.name] for pupil in roster],
}))
"""

OPEN_SITTING = """
from django.utils import timezone
from quizzes.domain.sittings import open_sitting
from quizzes.models import Quiz
from schools.models import Membership, User
teacher = User.objects.get(username="teacher")
sitting = open_sitting(
    quiz=Quiz.objects.get(code="drowning-3-6"),
    class_unit=Membership.objects.get(user=teacher).unit,
    given_by=teacher,
    now=timezone.now(),
)
print(sitting.join_code)
"""

# The right values of an attempt, by slot: from the sealed versions, as marking reads them.
KEYS_BY_STEM = """
import json
from quizzes.models import QuestionVersion
print(json.dumps({
    v.spec["stem"]: v.spec["answer"].get("keys", [str(v.spec["answer"].get("value")).lower()])
    for v in QuestionVersion.objects.all()
}))
"""


@dataclass(frozen=True)
class Classroom:
    id: int
    name: str
    pupils: list[tuple[int, str]]


@pytest.fixture(scope="module")
def classroom(stack: Stack) -> Classroom:
    return Classroom(**json.loads(stack.ask(CLASS_FACTS)))


def wrong_value(question: object, right: list[str]) -> str:
    values = question.locator("input").evaluate_all("inputs => inputs.map(i => i.value)")
    return next(value for value in values if value not in right)


def join(page: Page, stack: Stack, code: str, name: str, pin: str) -> None:
    page.goto(f"{stack.url}/join/")
    page.locator("input[name=code]").fill(code)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/join/{code}/")
    page.locator(".name-tile", has_text=re.compile(f"^\\s*{re.escape(name)}\\s*$")).first.click()
    page.locator("input[name=pin]").fill(pin)
    page.locator("button[type=submit]").last.click()
    page.wait_for_url("**/attempts/*/**")


def answer_all(page: Page, keys: dict[str, list[str]], right_count: int) -> None:
    """One question a screen: the first `right_count` right, the others wrong."""
    for number in range(1, 11):
        question = page.locator(f"#q{number}")
        expect(question).to_be_visible()
        stem = question.locator("legend").inner_text().strip()
        right = next(values for text, values in keys.items() if stem.endswith(text))
        chosen = right if number <= right_count else [wrong_value(question, right)]
        for value in chosen:
            question.locator(f"label:has(input[value='{value}'])").click()
        page.locator("[data-nav] [data-next]").click()
    page.locator("[data-final] button[value=submit]").click()
    page.wait_for_url("**/result/")


def play_slides(page: Page) -> None:
    page.get_by_role("link", name="放映").first.click()
    page.wait_for_url("**/slides/**")
    first = page.evaluate("location.hash")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("before => location.hash !== before", arg=first)
    page.keyboard.press("End")
    expect(page.get_by_role("button", name="开始小测")).to_be_visible()


def open_goal(page: Page, stack: Stack, unit: int) -> None:
    goal = stack.ask("from plan.models import Goal; print(Goal.objects.get(code='G1').pk)")
    page.goto(f"{stack.url}/plan/goals/{goal}/?unit={unit}")


def figure(page: Page, label: str) -> tuple[str, str, str]:
    """A rate of the first indicator: percent, n / N, and how many were not measured."""
    shown = page.locator(".figure", has=page.get_by_role("heading", name=label)).first
    return (
        re.sub(r"\s", "", shown.locator(".figure__percent").inner_text()),
        shown.locator(".figure__of").inner_text().strip(),
        shown.locator(".figure__note b").inner_text(),
    )


def test_a_class_learns_takes_the_quiz_and_the_goal_shows_it(
    stack: Stack, classroom: Classroom, new_context
) -> None:
    teacher = new_context(viewport={"width": 1920, "height": 1080}).new_page()
    sign_in(teacher, stack, "teacher")
    teacher.get_by_role("link", name=classroom.name).first.click()
    teacher.wait_for_url(f"**/classes/{classroom.id}/")
    expect(teacher.get_by_role("link", name="防溺水").first).to_be_visible()
    play_slides(teacher)
    teacher.get_by_role("button", name="开始小测").click()
    teacher.wait_for_url("**/sittings/*/")
    code = re.sub(r"\s", "", teacher.locator(".join__code").inner_text())
    assert re.fullmatch(r"\d{6}", code)
    expect(teacher.locator(".join__qr svg")).to_be_visible()
    expect(teacher.locator("[data-count=joined]")).to_contain_text("0")

    # Five pupils, the fifth without JavaScript. Right answers: 10, 9, 8, 7; and 0 of 1.
    keys = json.loads(stack.ask(KEYS_BY_STEM))
    for right, (pk, name) in zip((10, 9, 8, 7), classroom.pupils, strict=False):
        page = new_context(viewport={"width": 1280, "height": 800}).new_page()
        join(page, stack, code, name, stack.accounts[str(pk)])
        answer_all(page, keys, right)
        expect(page.locator(".result__number")).to_have_text(str(right))
        expect(page.locator(".receipt")).to_contain_text(re.compile(r"[2-9A-Z]{4}-[2-9A-Z]{4}"))
        assert page.locator("section.stack article, .result-slot, [id^=q]").count() >= 10
    submit_without_script(new_context(java_script_enabled=False), stack, code, classroom, keys)

    # The board follows by itself.
    expect(teacher.locator("[data-count=joined]")).to_contain_text("5", timeout=6_000)
    expect(teacher.locator("[data-count=submitted]")).to_contain_text("5")
    teacher.locator("a.button--danger").click()
    teacher.locator("button.button--danger").click()
    teacher.wait_for_url("**/sittings/*/")

    # 34 right of 41 given; three of five at 80 % or more.
    roster = len(classroom.pupils)
    stack.ask(
        "from insights.domain.scores import drain_pending; from django.utils import timezone;"
        "drain_pending(now=timezone.now())"
    )
    open_goal(teacher, stack, classroom.id)
    assert figure(teacher, "知晓率") == ("82.9%", "34 / 41", str(roster - 5))
    assert figure(teacher, "达标率") == ("60%", "3 / 5", str(roster - 5))


def submit_without_script(
    context: BrowserContext,
    stack: Stack,
    code: str,
    classroom: Classroom,
    keys: dict[str, list[str]],
) -> None:
    """The fifth pupil answers one question, wrongly, on the plain form."""
    pk, name = classroom.pupils[4]
    page = context.new_page()
    page.goto(f"{stack.url}/join/{code}/")
    page.locator(f"input[name=student][value='{pk}']").check(force=True)
    page.locator("input[name=pin]").fill(stack.accounts[str(pk)])
    page.locator("button[type=submit]").last.click()
    page.wait_for_url("**/attempts/*/")
    stem = page.locator("#q1 legend").inner_text().strip()
    right = next(values for text, values in keys.items() if stem.endswith(text))
    page.locator(f"#q1 input[value='{wrong_value(page.locator('#q1'), right)}']").check(force=True)
    page.locator("[data-plain] button[value=submit]").click()
    page.wait_for_url("**/result/")
    expect(page.locator(".result__number")).to_have_text("0")


def test_school_and_district_show_the_class_with_its_missing(
    stack: Stack, classroom: Classroom, new_context
) -> None:
    page = new_context().new_page()
    sign_in(page, stack, "bureau")
    units = json.loads(
        stack.ask(
            "import json; from schools.models import Unit;"
            "print(json.dumps([Unit.objects.get(code=c).pk "
            "for c in ('demo-primary', 'demo-district')]))"
        )
    )
    for unit, roster in zip(units, (330, 338), strict=True):
        open_goal(page, stack, unit)
        assert figure(page, "知晓率") == ("82.9%", "34 / 41", str(roster - 5))
        assert figure(page, "达标率") == ("60%", "3 / 5", str(roster - 5))


def test_wrong_code_wrong_pins_and_an_ended_quiz_are_told_kindly(
    stack: Stack, classroom: Classroom, new_context
) -> None:
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    main = page.locator("main")
    page.goto(f"{stack.url}/join/")
    page.locator("input[name=code]").fill("000000")
    page.keyboard.press("Enter")
    expect(main).to_contain_text("没有这个课堂码。看看屏幕，把六位数字再输一遍。")

    code = stack.ask(OPEN_SITTING)
    (pk, _name), (other_pk, other_name) = classroom.pupils[9:11]
    right = stack.accounts[str(pk)]
    page.goto(f"{stack.url}/join/{code}/")
    page.locator(f".name-tile:has(input[value='{pk}'])").click()
    for left in (4, 3, 2, 1, 0):
        page.locator("input[name=pin]").fill("0000" if right != "0000" else "1111")
        page.locator("[data-step=pin] button[type=submit]").click()
        told = f"PIN 不对，还可以试 {left} 次。" if left else "输错的次数太多了，请老师解锁。"
        expect(main).to_contain_text(told)
    page.locator("input[name=pin]").fill(right)
    page.locator("[data-step=pin] button[type=submit]").click()
    expect(main).to_contain_text("请老师解锁")
    join(new_context().new_page(), stack, code, other_name, stack.accounts[str(other_pk)])

    stack.ask(
        "from django.utils import timezone; from quizzes.models import Sitting;"
        "from quizzes.domain.sittings import close_sitting;"
        f"close_sitting(sitting=Sitting.objects.get(join_code='{code}'), now=timezone.now())"
    )
    page.goto(f"{stack.url}/join/{code}/")
    expect(main).to_contain_text("这场小测已经结束")
