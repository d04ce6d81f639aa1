"""People: one account each, with as little about them as the job needs."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from schools.choices import Sex


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A pupil, a guardian, or a member of staff; what they may do hangs on memberships.

    `student_hash` is a keyed hash of the 学籍号, for matching imports; the number is never kept.
    An erased person stays as a row without a name, and `is_active` as it was, because attempts
    and class lists point at it and the figures must not move (`schools/domain/erasure.py`).
    A pupil without `password_issued_at` has no password: PIN and card are all there is.
    """

    name = models.CharField(_("name"), max_length=40)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex.choices, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    student_hash = models.CharField(  # noqa: DJ001
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    is_pupil = models.BooleanField(_("pupil"), default=False)
    erased_at = models.DateTimeField(_("erased at"), null=True, blank=True, editable=False)

    must_change_password = models.BooleanField(default=False, editable=False)
    password_issued_at = models.DateTimeField(null=True, blank=True, editable=False)
    password_changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="first_password_has_its_day",
                condition=models.Q(must_change_password=False)
                | models.Q(password_issued_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """As Django's own, and with `sessions_ended`: counting it up ends every session."""
        signed = f"{self.password}/{self.sessions_ended}"
        return salted_hmac("schools.session", signed, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class Pin(models.Model):
    """A pupil's four digits, hashed, with the wrong tries since the last right one."""

    user = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="pin")
    digest = models.CharField(max_length=200)
    failed_tries = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    MAX_TRIES: ClassVar[int] = 5

    class Meta:
        verbose_name = _("PIN")
        verbose_name_plural = _("PINs")

    def __str__(self) -> str:
        return str(self.user_id)

    @property
    def is_locked(self) -> bool:
        return self.failed_tries >= self.MAX_TRIES
