"""Questions in and out of the bank on screen."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quizzes.domain.uploads import forget_old_question_files
from quizzes.models import Question, QuestionUpload
from schools.choices import AuditAction, Role
from schools.models import AuditEntry, Membership
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_question

GIFT = "可以玩火 {F}\n\n写一写 {}\n"


@pytest.fixture
def teacher(cast: Cast) -> Client:
    return signed_in(cast.head_teacher)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user, backend="schools.backends.PasswordBackend")  # type: ignore[arg-type]
    return client


def upload(client: Client, cast: Cast, content: str = GIFT, **fields: object):
    file = SimpleUploadedFile("题库.gift", content.encode())
    data = {"file": file, "format": "auto", "owner": cast.school.pk, **fields}
    return client.post(reverse("question_import"), data)


def test_upload_preview_and_confirm(cast: Cast, teacher: Client) -> None:
    response = upload(teacher, cast)
    kept = QuestionUpload.objects.get()
    preview_url = reverse("question_import_preview", args=[kept.pk])
    assert (response.status_code, response.url) == (302, preview_url)
    preview = teacher.get(preview_url)
    assert (preview.context["plan"].imported, len(preview.context["plan"].skipped)) == (1, 1)
    assert Question.objects.count() == 0
    assert teacher.post(preview_url, {"action": "confirm"}).status_code == 302
    question = Question.objects.get()
    assert (question.stem, question.created_by, question.owner, question.live) == (
        "可以玩火", cast.head_teacher, cast.school, False,
    )  # fmt: skip
    assert not QuestionUpload.objects.exists()
    assert teacher.post(preview_url, {"action": "confirm"}).status_code == 404
    assert Question.objects.count() == 1


def test_pasted_text_needs_no_file(cast: Cast, teacher: Client) -> None:
    data = {"text": "1.可以玩火\n答案：×", "format": "auto", "owner": cast.school.pk}
    response = teacher.post(reverse("question_import"), data)
    teacher.post(response.url, {"action": "confirm"})
    assert Question.objects.get().is_true is False


@pytest.mark.parametrize(
    "fields",
    [
        {"file": ""},
        {"text": "1.可以玩火\n答案：×"},
        {"format": "doc"},
        {"file": SimpleUploadedFile("a.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><quiz/>")},
        {"file": SimpleUploadedFile("a.docx", b"PK\x03\x04no")},
    ],
)
def test_bad_input_is_told_and_nothing_kept(cast: Cast, teacher: Client, fields: dict) -> None:
    response = upload(teacher, cast, **fields)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert not QuestionUpload.objects.exists()


def test_another_schools_bank_is_not_offered(cast: Cast, teacher: Client) -> None:
    assert upload(teacher, cast, owner=cast.other_school.pk).status_code == 422
    assert not QuestionUpload.objects.exists()


def test_a_file_is_its_authors_alone(cast: Cast, teacher: Client) -> None:
    url = upload(teacher, cast).url
    for user in (cast.sibling_head_teacher, cast.other_head_teacher, cast.head):
        other = signed_in(user)
        assert other.get(url).status_code == 404
        assert other.post(url, {"action": "confirm"}).status_code == 404
    assert Question.objects.count() == 0
    Membership.objects.filter(user=cast.head_teacher).delete()
    assert teacher.post(url, {"action": "confirm"}).status_code in (302, 403, 404)
    assert Question.objects.count() == 0


def test_a_file_is_thrown_away_by_hand_or_after_a_day(cast: Cast, teacher: Client) -> None:
    url = upload(teacher, cast).url
    teacher.post(url, {"action": "discard"})
    assert not QuestionUpload.objects.exists()
    upload(teacher, cast)
    QuestionUpload.objects.update(created_at=NOW)
    assert forget_old_question_files(now=NOW + timedelta(hours=23)) == 0
    assert forget_old_question_files(now=NOW + timedelta(hours=24)) == 1


@pytest.mark.parametrize("which", ["xlsx", "gift", "xml", "docx", "class.docx"])
def test_export_holds_what_one_may_see_and_is_logged(
    cast: Cast, teacher: Client, which: str
) -> None:
    make_question(cast.school, stem="本校的题")
    make_question(cast.other_school, stem="外校的题")
    response = teacher.get(reverse("question_export", args=[which]))
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    if which == "gift":
        assert "本校的题" in response.content.decode()
        assert "外校的题" not in response.content.decode()
    entry = AuditEntry.objects.get(action=AuditAction.EXPORTED)
    assert (entry.actor, entry.detail) == (cast.head_teacher, {"what": "questions", "count": 1})


def test_who_writes_no_questions_finds_none_of_it(cast: Cast) -> None:
    Membership.objects.create(user=cast.parent, role=Role.STAFF, unit=cast.school)
    for user in (cast.parent, cast.pupil):
        client = signed_in(user)
        for name, keys in [
            ("question_import", []),
            ("question_template", []),
            ("question_export", ["gift"]),
        ]:
            assert client.get(reverse(name, args=keys)).status_code in (302, 403, 404)


def test_the_template_is_a_workbook(cast: Cast, teacher: Client) -> None:
    response = teacher.get(reverse("question_template"))
    assert response.content.startswith(b"PK\x03\x04")
    assert teacher.get(reverse("question_export", args=["exe"])).status_code == 404
