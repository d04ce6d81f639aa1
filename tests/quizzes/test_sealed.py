"""Sealed rows: the database itself refuses to change them."""

import pytest
from django.db import DatabaseError, connection, transaction

from quizzes.domain.answers import Answer
from quizzes.domain.attempts import open_client, start_attempt
from quizzes.domain.submission import submit_attempt
from quizzes.models import SEALED, Mark, QuestionVersion
from schools.seals import check_seals, drop_seals, erasure_permitted, make_seals, missing_seals
from tests.factories import NOW
from tests.quizzes.factories import make_sitting


@pytest.fixture
def submitted(cast):
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    attempt = start_attempt(sitting=sitting, student=cast.pupil, now=NOW)
    page = open_client(attempt=attempt, now=NOW)
    submit_attempt(
        attempt_id=attempt.pk, client=1, key=page.key, answers=[Answer(1, 1, None)], now=NOW
    )
    return attempt


CHANGES = {
    "QuestionVersion": {"digest": "0"},
    "Paper": {"title": "改"},
    "PaperItem": {"points": 9},
    "AnswerEvent": {"value": "a"},
    "MarkRun": {"number": 9},
    "Mark": {"fraction": 1},
}


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_a_sealed_row_cannot_be_changed(submitted, model):
    before = list(model.objects.order_by("pk").values())
    assert before != []
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        model.objects.update(**CHANGES[model.__name__])
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("model", SEALED, ids=lambda model: model.__name__)
def test_a_sealed_row_cannot_be_deleted(submitted, model):
    count = model.objects.count()
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        model.objects.all()._raw_delete(model.objects.db)
    assert model.objects.count() == count


def test_an_update_that_changes_nothing_passes(submitted):
    version = QuestionVersion.objects.first()
    assert QuestionVersion.objects.filter(pk=version.pk).update(digest=version.digest) == 1


def test_erasure_needs_a_permit_that_ends_with_its_block(submitted):
    with erasure_permitted(reason="test", now=NOW):
        Mark.objects.filter(slot=1)._raw_delete(Mark.objects.db)
    assert Mark.objects.filter(slot=1).count() == 0
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        Mark.objects.all()._raw_delete(Mark.objects.db)


def test_a_missing_seal_is_reported_and_remade(db):
    assert check_seals(databases=["default"]) == []
    drop_seals(connection)
    assert [problem.id for problem in check_seals(databases=["default"])] == ["schools.E001"]
    make_seals(connection)
    assert missing_seals(connection) == set()
