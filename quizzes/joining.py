"""From the six digits that the class reads off the wall to a sitting."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from quizzes.domain.attempts import SittingClosed
from quizzes.models import Sitting

ENDED_IS_REMEMBERED_FOR = timedelta(days=1)
"""Codes come round again, so an older sitting's code counts as a mistyped one."""


class UnknownCode(Exception):
    """No sitting has this code; the text says so."""


def sitting_by_code(code: str, now: datetime) -> Sitting:
    """The open sitting with this code. Raises UnknownCode, or SittingClosed if it ended today."""
    sittings = Sitting.objects.filter(join_code=code).select_related("paper", "class_unit__school")
    found = sittings.open_at(now).order_by("-opens_at", "-pk").first()
    if found is not None:
        return found
    if sittings.filter(closes_at__gt=now - ENDED_IS_REMEMBERED_FOR, closes_at__lte=now).exists():
        raise SittingClosed(_("This quiz has ended."))
    raise UnknownCode(_("No quiz has this code. Look at the screen and type the six digits again."))
