"""A file of questions from its upload to its import: kept a day at most, gone once it is in."""

from datetime import datetime, timedelta

from django.db import transaction

from quizzes.domain.exchange import Imported, import_questions
from quizzes.exchange.items import Reading
from quizzes.models import QuestionUpload
from schools.models import Unit, User

KEPT_FOR = timedelta(days=1)


@transaction.atomic
def keep_question_file(
    *, owner: Unit, by: User, filename: str, format: str, content: bytes, now: datetime
) -> QuestionUpload:
    """Keep a file until it is confirmed. It takes the place of the person's last one."""
    QuestionUpload.objects.filter(by=by).delete()
    return QuestionUpload.objects.create(
        owner=owner,
        by=by,
        filename=filename,
        format=format,
        content=content,
        created_at=now,
    )


@transaction.atomic
def confirm_question_file(*, upload: QuestionUpload, reading: Reading) -> Imported:
    """Take what was read of the file into the bank, and forget the file."""
    done = import_questions(owner=upload.owner, reading=reading, created_by=upload.by)
    upload.delete()
    return done


def forget_old_question_files(*, now: datetime) -> int:
    """Delete every file that is a day old; how many they were."""
    return QuestionUpload.objects.filter(created_at__lte=now - KEPT_FOR).delete()[0]
