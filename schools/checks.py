"""`manage.py check`: settings of this app that would be noticed too late."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from schools.choices import Role
from schools.policy import POLICIES


@register
def check_security_settings(**kwargs: Any) -> list[Error]:
    """An unknown profile, and unknown roles that should need two-step sign-in."""
    errors = []
    if settings.SECURITY_PROFILE not in POLICIES:
        errors.append(
            Error(
                f"SECURITY_PROFILE is {settings.SECURITY_PROFILE!r}, which is no profile.",
                hint=f"Choose one of: {', '.join(POLICIES)}.",
                id="schools.E001",
            )
        )
    if unknown := sorted(set(settings.TOTP_REQUIRED_ROLES) - set(Role.values)):
        errors.append(
            Error(
                f"TOTP_REQUIRED_ROLES names roles that do not exist: {', '.join(unknown)}.",
                hint=f"Roles are: {', '.join(Role.values)}.",
                id="schools.E002",
            )
        )
    return errors
