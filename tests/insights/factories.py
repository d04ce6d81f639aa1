"""Facts written straight into the tables: plans, papers, and attempts with given marks."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from plan.choices import Area, Audience
from plan.models import Goal, Indicator, Plan, Topic
from quizzes.choices import MarkCause, Purpose, QuestionKind, Reveal, RevealWhen, Setting
from quizzes.models import (
    Attempt,
    Mark,
    MarkRun,
    Paper,
    PaperItem,
    Pending,
    Question,
    QuestionVersion,
    Quiz,
    Sitting,
)
from schools.models import SchoolYear, Unit, User
from tests import factories as f
from tests.factories import NOW

_serial = count(1)


def make_topic(slug: str = "drowning") -> Topic:
    topic, _is_new = Topic.objects.get_or_create(
        slug=slug, defaults={"name": slug, "area": Area.SAFETY_INJURY}
    )
    return topic


def make_plan(district: Unit, year: int = 2026) -> Plan:
    """A plan for the school year that begins on 1 September of `year`."""
    school_year = SchoolYear.objects.create(
        district=district, starts_date=date(year, 9, 1), ends_date=date(year + 1, 8, 31)
    )
    return Plan.objects.create(district=district, school_year=school_year, title=f"{year}学年计划")


def make_goal(plan: Plan, code: str = "G1") -> Goal:
    return Goal.objects.create(plan=plan, code=code, title=f"目标{code}", text="增强安全意识。")


def make_indicator(
    goal: Goal, topics: Sequence[str] = ("drowning",), **fields: object
) -> Indicator:
    """A pupils' indicator; with the defaults two questions are enough."""
    values: dict[str, object] = {
        "code": f"I{next(_serial)}",
        "title": "学生安全知识",
        "audience": Audience.STUDENTS,
        "grade_min": 3,
        "min_questions": 2,
        "awareness_target": Decimal(90),
        "attainment_target": Decimal(80),
    }
    indicator = Indicator.objects.create(goal=goal, **{**values, **fields})
    indicator.topics.set([make_topic(slug) for slug in topics])
    return indicator


def make_paper(owner: Unit, questions: Sequence[Sequence[str]], points: str = "1") -> Paper:
    """A paper whose n-th question has the n-th list of topics."""
    serial = next(_serial)
    quiz = Quiz.objects.create(owner=owner, title="小测")
    paper = Paper.objects.create(
        quiz=quiz,
        digest=f"p{serial}",
        title="小测",
        shuffles_questions=False,
        shuffles_options=False,
        created_at=NOW,
    )
    for position, topics in enumerate(questions):
        question = Question.objects.create(
            owner=owner, kind=QuestionKind.SINGLE, stem=f"第{position}题", explanation="因为。"
        )
        version = QuestionVersion.objects.create(
            question=question,
            digest=f"v{serial}-{position}",
            spec={"kind": "single", "topics": list(topics)},
            created_at=NOW,
        )
        PaperItem.objects.create(
            paper=paper, position=position, version=version, points=Decimal(points)
        )
    return paper


def mark(attempt: Attempt, fractions: Sequence[float | None], number: int = 1) -> MarkRun:
    """A mark run over an attempt's paper, and the row that tells of it."""
    run = MarkRun.objects.create(
        attempt=attempt, number=number, cause=MarkCause.SUBMITTED, created_at=NOW
    )
    items = attempt.sitting.paper.items.order_by("position")
    for slot, (item, fraction) in enumerate(zip(items, fractions, strict=True), start=1):
        Mark.objects.create(
            run=run,
            slot=slot,
            version_id=item.version_id,
            fraction=None if fraction is None else Decimal(str(fraction)),
            points=item.points,
        )
    Pending.objects.create(attempt=attempt, created_at=NOW)
    return run


def give(
    paper: Paper,
    class_unit: Unit,
    pupil: User,
    fractions: Sequence[float | None],
    *,
    closed_at: datetime = NOW,
    purpose: Purpose = Purpose.PRACTICE,
    setting: Setting = Setting.IN_CLASS,
) -> Attempt:
    """A closed and marked attempt in a sitting of its own, waiting to be scored."""
    opened_at = closed_at - timedelta(hours=1)
    sitting = Sitting.objects.create(
        paper=paper,
        class_unit=class_unit,
        given_by=pupil,
        join_code="482716",
        purpose=purpose,
        setting=setting,
        reveal=Reveal.SOLUTION,
        reveal_when=RevealWhen.AT_ONCE,
        opens_at=opened_at,
        closes_at=closed_at,
    )
    attempt = Attempt.objects.create(
        sitting=sitting,
        student=pupil,
        class_unit=class_unit,
        layout=[],
        rules={},
        started_at=opened_at,
        closed_at=closed_at,
        receipt="ABCD-2345",
    )
    mark(attempt, fractions)
    return attempt


def fill_class(
    class_unit: Unit, paper: Paper, results: Sequence[Sequence[float | None]], absent: int = 0
) -> list[User]:
    """Pupils with these marks each, and `absent` more without any; all of them."""
    pupils = [f.make_pupil(class_unit) for _each in range(len(results) + absent)]
    for pupil, fractions in zip(pupils, results, strict=False):
        give(paper, class_unit, pupil, fractions)
    return pupils
