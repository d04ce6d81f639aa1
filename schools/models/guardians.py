"""Guardians: how they are let in, whom they belong to, and what they said yes or no to."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.choices import ConsentAnswer, Relation
from schools.consent import CURRENT

from .users import User

MAX_JOINED = 4
MAX_TRIES = 10


class Consent(models.Model):
    """One answer of a guardian about a child to one version of the text. Sealed; the latest counts.

    No guardian: somebody with the child's slip said no before there was an account.
    """

    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="consents"
    )
    child = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="guardians_consents"
    )
    version = models.CharField(_("version"), max_length=20)
    answer = models.CharField(_("answer"), max_length=10, choices=ConsentAnswer.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    answered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="only_a_refusal_needs_no_guardian",
                condition=models.Q(guardian__isnull=False) | models.Q(answer="refused"),
            ),
            models.CheckConstraint(
                name="consent_given_has_no_reason",
                condition=~models.Q(answer="given") | models.Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} {self.answer} {self.version} for {self.child_id}"


class GuardianshipQuerySet(models.QuerySet["Guardianship"]):
    def with_answer(self) -> "GuardianshipQuerySet":
        """Adds `answer`, `answered_version` and `reason`: the guardian's latest, or None."""
        answers = Consent.objects.filter(
            guardian=models.OuterRef("guardian"), child=models.OuterRef("child")
        ).order_by("-pk")
        return self.annotate(
            answer=models.Subquery(answers.values("answer")[:1]),
            answered_version=models.Subquery(answers.values("version")[:1]),
            reason=models.Subquery(answers.values("reason")[:1]),
        )

    def consented(self) -> "GuardianshipQuerySet":
        """Those whose guardian agreed to the text in force; any other opens nothing."""
        return self.with_answer().filter(  # type: ignore[misc]  # annotated just now
            answer=ConsentAnswer.GIVEN, answered_version=CURRENT.version
        )


class Guardianship(models.Model):
    """A guardian of a child; either may have several. `with_answer` adds the latest answer."""

    answer: str | None
    answered_version: str | None
    reason: str | None

    guardian = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="children_links"
    )
    child = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="guardian_links"
    )
    relation = models.CharField(_("relation"), max_length=12, choices=Relation.choices, blank=True)
    joined_at = models.DateTimeField(_("joined at"), null=True, blank=True)

    objects = GuardianshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.UniqueConstraint(name="one_link_per_child", fields=["guardian", "child"]),
            models.CheckConstraint(
                name="nobody_guards_themselves", condition=~models.Q(guardian=models.F("child"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} of {self.child_id}"


class GuardianPhone(models.Model):
    """A number that the school has for a child's guardians: enough to check one that is typed.

    The number itself is not kept (see `schools.phones`).
    """

    child = models.ForeignKey(User, models.CASCADE, related_name="guardian_phones")
    digest = models.CharField(max_length=64)
    masked = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("guardian's phone")
        verbose_name_plural = _("guardians' phones")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="one_phone_per_child", fields=["child", "digest"])
        ]

    def __str__(self) -> str:
        return self.masked


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open_at(self, now: datetime) -> "InvitationQuerySet":
        """Slips by which a guardian can still join."""
        return self.filter(
            expires_at__gt=now,
            joined__lt=MAX_JOINED,
            failed_tries__lt=MAX_TRIES,
            child__is_pupil=True,
            child__is_active=True,
            child__erased_at=None,
        )


class Invitation(models.Model):
    """A child's slip for its guardians. Printing another one changes the digest: the old is void.

    `digest` is the SHA-256 of the token, which stands on the slip alone.
    """

    child = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="invitation")
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    joined = models.PositiveSmallIntegerField(default=0)
    failed_tries = models.PositiveSmallIntegerField(default=0)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="invitation_joined_at_most", condition=models.Q(joined__lte=MAX_JOINED)
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
