"""A question bank of two schools and their district, and the form that an author sends."""

from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from quizzes.models import Question
from schools.choices import Role
from schools.models import Unit, User
from tests.conftest import Cast
from tests.factories import make_member
from tests.quizzes.factories import make_question, make_topic


@dataclass(frozen=True)
class Bank:
    """Whose each person and each question is."""

    cast: Cast
    teacher: User
    other_teacher: User
    other_head: User
    own_draft: Question
    colleagues_draft: Question
    school: Question
    district: Question
    other: Question
    other_draft: Question
    foreign: Question


def make_bank(cast: Cast) -> Bank:
    teacher = make_member(Role.TEACHER, cast.class_unit)
    other_teacher = make_member(Role.TEACHER, cast.other_class)
    return Bank(
        cast=cast,
        teacher=teacher,
        other_teacher=other_teacher,
        other_head=make_member(Role.SCHOOL_HEAD, cast.other_school),
        own_draft=make_draft(cast.school, teacher, "自己的草稿"),
        colleagues_draft=make_draft(cast.school, cast.sibling_head_teacher, "同事的草稿"),
        school=make_question(cast.school, stem="本校的题"),
        district=make_question(cast.district, stem="区里的题"),
        other=make_question(cast.other_school, stem="别校的题"),
        other_draft=make_draft(cast.other_school, other_teacher, "别校的草稿"),
        foreign=make_question(cast.foreign_district, stem="邻区的题"),
    )


def make_draft(owner: Unit, author: User, stem: str) -> Question:
    """A question that was never in use, with its first revision, as the editor leaves it."""
    question = make_question(owner, stem=stem)
    question.live, question.first_published_at, question.created_by = False, None, author
    question.save()
    question.save_revision(user=author)
    return Question.objects.get(pk=question.pk)


def submit(question: Question, author: User) -> Any:
    """The open request to approve a question."""
    return question.get_workflow().start(question, author).current_task_state


def url(name: str, *args: object) -> str:
    return reverse(f"question_bank:{name}", args=args)


def client_for(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


def form_data(**changes: Any) -> dict[str, Any]:
    """A single choice with three new options of which the second is right."""
    data: dict[str, Any] = {
        "kind": "single",
        "stem": "看到有人落水,先做什么?",
        "picture": "",
        "picture_alt": "",
        "is_true": "",
        "rule": "all_or_nothing",
        "explanation": "先呼救。",
        "source": "",
        "topics": [make_topic().pk],
        "grade_min": "1",
        "grade_max": "6",
        "valid_until": "",
        **options_data("跳下去", "*大声呼救", "跑开"),
    }
    return {**data, **changes}


def options_data(*texts: str, question: Question | None = None) -> dict[str, Any]:
    """The fields of the options; a star marks a right one. With a question, its own come first."""
    standing = list(question.options.all()) if question else []
    data: dict[str, Any] = {
        "options-TOTAL_FORMS": len(texts),
        "options-INITIAL_FORMS": len(standing),
        "options-MIN_NUM_FORMS": 0,
        "options-MAX_NUM_FORMS": 1000,
    }
    for place, text in enumerate(texts):
        own = standing[place] if place < len(standing) else None
        data |= {
            f"options-{place}-id": own.pk if own else "",
            f"options-{place}-key": own.key if own else "",
            f"options-{place}-text": text.removeprefix("*"),
            f"options-{place}-why": "",
            f"options-{place}-ORDER": place + 1,
            f"options-{place}-DELETE": "",
        }
        if text.startswith("*"):
            data[f"options-{place}-is_right"] = "on"
    return data
