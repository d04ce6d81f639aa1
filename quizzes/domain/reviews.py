"""What teachers decide about a question after seeing its figures."""

from datetime import datetime

from quizzes.models import QuestionReview, QuestionVersion
from schools.models import User


def keep_question(*, version: QuestionVersion, by: User, now: datetime) -> QuestionReview:
    """Note that the version stands as it is; the latest decision counts."""
    review, _is_new = QuestionReview.objects.update_or_create(
        version=version, defaults={"kept_by": by, "kept_at": now}
    )
    return review
