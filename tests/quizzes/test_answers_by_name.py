"""Reading somebody's answers: who finds them, who has to say why first, and what is logged."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext as _

from quizzes.choices import Reveal, RevealWhen
from quizzes.disclosure import disclosure
from quizzes.domain.attempts import open_client, start_attempt
from quizzes.domain.submission import submit_attempt
from quizzes.models import Attempt, Sitting
from schools.choices import AuditAction, Role
from schools.models import AuditEntry, Guardianship, Membership, User
from tests import factories as f
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_quiz, make_sitting

REASON = "家长来电询问第二题"
OFFICERS = ["bureau", "head", "safety_officer"]


@pytest.fixture(autouse=True)
def _frozen_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def submitted(sitting: Sitting, student: User) -> Attempt:
    attempt = start_attempt(sitting=sitting, student=student, now=NOW)
    page = open_client(attempt=attempt, now=NOW)
    submit_attempt(attempt_id=attempt.pk, client=page.number, key=page.key, answers=[], now=NOW)
    return Attempt.objects.get(pk=attempt.pk)


@pytest.fixture
def sitting(cast: Cast) -> Sitting:
    quiz = make_quiz(cast.school)
    quiz.reveal_when = RevealWhen.NEVER
    quiz.save()
    return make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)


@pytest.fixture
def attempt(cast: Cast, sitting: Sitting) -> Attempt:
    return submitted(sitting, cast.pupil)


def at(name: str, thing: object) -> str:
    return reverse(name, args=[thing.pk])  # type: ignore[attr-defined]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="schools.backends.PasswordBackend")
    return client


def readings() -> list[tuple]:
    entries = AuditEntry.objects.filter(action=AuditAction.NAMED_ANSWERS_READ).order_by("pk")
    return list(entries.values_list("actor", "unit", "about", "detail"))


@pytest.mark.parametrize("who", OFFICERS)
def test_an_officer_reads_after_saying_why_and_each_reading_is_logged(cast, attempt, who) -> None:
    officer, result = getattr(cast, who), at("attempt_result", attempt)
    client = signed_in(officer)
    assert client.get(result)["Location"] == at("attempt_reason", attempt)
    assert readings() == []
    asked = client.get(at("attempt_reason", attempt))
    assert _("Question by question") not in asked.content.decode()
    given = client.post(at("attempt_reason", attempt), {"reason": f" {REASON}\n"})
    assert given["Location"] == result
    for _time in range(2):
        page = client.get(result).content.decode()
        assert _("Question by question") in page
        assert "大声呼救" in page  # the explanation, as the class's teacher sees it
    detail = {"attempt": str(attempt.pk), "reason": REASON}
    assert readings() == [(officer.pk, cast.class_unit.pk, cast.pupil.pk, detail)] * 2


@pytest.mark.parametrize("reason", ["", "    ", "看看  ", "a     b", "x" * 201])
def test_a_reason_that_says_nothing_opens_nothing(cast, attempt, reason: str) -> None:
    client = signed_in(cast.head)
    assert client.post(at("attempt_reason", attempt), {"reason": reason}).status_code == 422
    assert client.get(at("attempt_result", attempt)).status_code == 302
    assert readings() == []


def test_a_reason_names_nobody_because_the_log_keeps_it(cast, attempt) -> None:
    reason = {"reason": f"想看看{cast.pupil.name}的作答"}
    assert signed_in(cast.head).post(at("attempt_reason", attempt), reason).status_code == 422


def test_a_reason_holds_for_one_attempt_one_session_and_half_an_hour(
    cast, sitting, attempt, monkeypatch
) -> None:
    other = submitted(sitting, cast.classmate)
    client = signed_in(cast.head)
    client.post(at("attempt_reason", attempt), {"reason": REASON})
    assert client.get(at("attempt_result", other)).status_code == 302
    assert signed_in(cast.head).get(at("attempt_result", attempt)).status_code == 302
    for minutes, status in ((29, 200), (30, 302)):
        later = NOW + timedelta(minutes=minutes)
        monkeypatch.setattr("django.utils.timezone.now", lambda later=later: later)
        assert client.get(at("attempt_result", attempt)).status_code == status


def test_a_reason_does_not_outlive_the_post(cast, attempt) -> None:
    client = signed_in(cast.head)
    client.post(at("attempt_reason", attempt), {"reason": REASON})
    Membership.objects.filter(user=cast.head).delete()
    assert client.get(at("attempt_result", attempt)).status_code == 404


@pytest.mark.parametrize(
    "who",
    ["teacher", "it_teacher", "staff", "auditor", "foreign_bureau", "sibling_head_teacher",
     "other_head_teacher", "parent"],
)  # fmt: skip
def test_nobody_else_may_give_a_reason(cast, attempt, who: str) -> None:
    client = signed_in(getattr(cast, who))
    posted = client.post(at("attempt_reason", attempt), {"reason": REASON})
    assert posted.status_code == 404
    status = 200 if who == "parent" else 404
    assert client.get(at("attempt_result", attempt)).status_code == status


def test_who_gave_the_sitting_needs_no_reason(cast) -> None:
    attempt = submitted(make_sitting(cast.class_unit, cast.head), cast.pupil)
    assert signed_in(cast.head).get(at("attempt_result", attempt)).status_code == 200
    assert readings()[0][3] == {"attempt": str(attempt.pk)}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.SAFETY_OFFICER])
def test_a_parent_with_a_post_sees_the_own_child_as_a_parent(cast, attempt, role: Role) -> None:
    """Not as the teacher that they are beside it: what was promised is promised to all families."""
    Guardianship.objects.create(guardian=cast.staff, child=cast.pupil)
    Membership.objects.create(user=cast.staff, role=role, unit=cast.class_unit)
    assert disclosure(attempt, cast.staff, NOW).reveal == Reveal.NOTHING
    client = signed_in(cast.staff)
    assert "大声呼救" not in client.get(at("attempt_result", attempt)).content.decode()


def test_a_parent_reads_the_childs_result_only_after_disclosure(cast, sitting) -> None:
    quiz = make_quiz(cast.school)
    quiz.reveal_when = RevealWhen.AFTER_CLOSING
    quiz.save()
    running = make_sitting(cast.class_unit, cast.head_teacher, quiz=quiz)
    attempt, client = submitted(running, cast.pupil), signed_in(cast.parent)
    assert "大声呼救" not in client.get(at("attempt_result", attempt)).content.decode()
    Sitting.objects.filter(pk=running.pk).update(closes_at=NOW)
    assert "大声呼救" in client.get(at("attempt_result", attempt)).content.decode()


def test_the_list_names_who_took_part_and_no_marks(cast, sitting, attempt) -> None:
    start_attempt(sitting=sitting, student=cast.classmate, now=NOW)
    for who, name in (("head_teacher", "attempt_result"), ("head", "attempt_reason")):
        page = signed_in(getattr(cast, who)).get(at("sitting_answers", sitting)).content.decode()
        assert f'href="{at(name, attempt)}">{cast.pupil.name}</a>' in page
        assert f">{cast.classmate.name}</span>" in page
        assert "0 /" not in page
    listed = signed_in(cast.bureau).get(at("class_answers", cast.class_unit)).content.decode()
    assert at("sitting_answers", sitting) in listed


def test_a_teacher_finds_the_own_sittings_alone(cast, sitting) -> None:
    own = make_sitting(cast.class_unit, cast.teacher)
    client = signed_in(cast.teacher)
    listed = client.get(at("class_answers", cast.class_unit)).context["page_obj"]
    assert list(listed) == [own]
    assert client.get(at("sitting_answers", sitting)).status_code == 404


def test_the_lists_cost_the_same_for_one_and_for_three(cast, sitting, attempt) -> None:
    client = signed_in(cast.head)
    urls = [at("class_answers", cast.class_unit), at("sitting_answers", sitting)]
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert [client.get(url).status_code for url in urls] == [200, 200]
        counts.append(len(queries))
        for _more in range(2):
            submitted(sitting, f.make_pupil(cast.class_unit))
            make_sitting(cast.class_unit, cast.head_teacher)
    assert counts[0] == counts[1]


def test_the_sittings_are_paged(cast, sitting) -> None:
    for _more in range(20):
        make_sitting(cast.class_unit, cast.head_teacher, quiz=sitting.paper.quiz)
    client = signed_in(cast.head)
    page = client.get(at("class_answers", cast.class_unit)).context["page_obj"]
    assert (len(page.object_list), page.paginator.num_pages) == (20, 2)
