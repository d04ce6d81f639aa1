"""What a guardian answers about a child: yes, no, or no longer."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from schools.choices import AuditAction, ConsentAnswer
from schools.consent import CURRENT
from schools.domain.audit import record
from schools.models import Consent, User
from schools.queries import class_of

ACTIONS = {
    ConsentAnswer.GIVEN: AuditAction.CONSENT_GIVEN,
    ConsentAnswer.REFUSED: AuditAction.CONSENT_REFUSED,
    ConsentAnswer.WITHDRAWN: AuditAction.CONSENT_WITHDRAWN,
}


class StaleConsent(Exception):
    """The answer is to a text that is no longer the one in force; nothing was kept."""


@transaction.atomic
def answer_consent(
    *,
    guardian: User | None,
    child: User,
    answer: ConsentAnswer,
    version: str,
    now: datetime,
    reason: str = "",
) -> None:
    """Keep an answer to the text `version`; from now on it counts. A repeat changes nothing.

    `guardian` is None for a slip that was refused before there was an account. A reason is kept
    only for a no. Raises StaleConsent.
    """
    if version != CURRENT.version:
        raise StaleConsent
    User.objects.select_for_update().get(pk=child.pk)  # two clicks at once make one row
    reason = "" if answer == ConsentAnswer.GIVEN else reason.strip()[:200]
    latest = Consent.objects.filter(guardian=guardian, child=child).last()
    if latest and (latest.answer, latest.version) == (answer, version):
        return
    Consent.objects.create(
        guardian=guardian,
        child=child,
        version=version,
        answer=answer,
        reason=reason,
        answered_at=now,
    )
    record(
        action=ACTIONS[answer],
        actor=guardian,
        unit=class_of(child, timezone.localdate(now)),
        about=child,
        detail={"version": version},
        now=now,
    )
