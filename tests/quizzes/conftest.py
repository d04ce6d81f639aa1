"""An attempt that a pupil has begun, and a page that writes to it."""

import pytest

from quizzes.domain.attempts import OpenedClient, open_client, start_attempt
from quizzes.models import Attempt
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_sitting


@pytest.fixture
def attempt(cast: Cast) -> Attempt:
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    return start_attempt(sitting=sitting, student=cast.pupil, now=NOW)


@pytest.fixture
def page(attempt: Attempt) -> OpenedClient:
    return open_client(attempt=attempt, now=NOW)
