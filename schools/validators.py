"""What a password must be like under the profile in force."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from schools.models import User
from schools.policy import current_policy


def kinds_of_characters(password: str) -> int:
    """How many of four kinds are there: small letters, capitals, digits, other signs."""
    kinds = {unicodedata.category(character) for character in password}
    return (
        len(kinds & {"Ll"})
        + len(kinds & {"Lu"})
        + len(kinds & {"Nd"})
        + bool(kinds - {"Ll", "Lu", "Nd"})
    )


class PolicyValidator:
    """Length and mixture as `schools.policy` asks; for AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: User | None = None) -> None:
        policy = current_policy()
        if len(password) < policy.min_length:
            raise ValidationError(
                _("The password is too short: it needs at least %(length)d characters.")
                % {"length": policy.min_length}
            )
        if kinds_of_characters(password) < policy.min_kinds:
            raise ValidationError(
                _(
                    "The password is too plain: mix at least three of small letters, capitals, "
                    "digits and other signs."
                )
            )

    def get_help_text(self) -> str:
        policy = current_policy()
        text = _("At least %(length)d characters.") % {"length": policy.min_length}
        if policy.min_kinds > 1:
            text += _(" Mix at least three of small letters, capitals, digits and other signs.")
        return text
