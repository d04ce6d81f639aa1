"""Changing a password, giving out first ones, and the codes of two-step sign-in."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import PasswordState
from schools.forms import PinChoiceForm
from schools.models import User
from schools.password_queries import in_state, version_of


class OwnPasswordForm(PasswordChangeForm):
    """The present password, and twice a new one, which has to be another."""

    def clean_new_password1(self) -> str:
        password: str = self.cleaned_data["new_password1"]
        if self.user.check_password(password):
            raise forms.ValidationError(_("This is your present password. Choose another one."))
        return password


class StaffFilterForm(forms.Form):
    """Which colleagues: by the state of their password, by a part of the name."""

    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Everybody")), *PasswordState.choices]
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=40)


class StaffPasswordForm(forms.Form):
    """Who of `staff` gets a first password; `chosen` holds them once the form is valid.

    As with PINs, `seen` keeps a reload from making the slips just printed worthless.
    """

    CHOSEN, MISSING = "chosen", "missing"
    MOST = 200
    """Slips of one print: each takes some twenty milliseconds to make."""

    whom = forms.ChoiceField(choices=[(CHOSEN, CHOSEN), (MISSING, MISSING)])
    people = forms.ModelMultipleChoiceField(User.objects.none(), required=False)
    seen = forms.CharField()

    def __init__(self, *args: Any, staff: QuerySet[User], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.staff, self.now = staff, now
        self.version = version_of(staff)
        self.chosen: list[User] = []
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = staff

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["seen"] != self.version:
            raise forms.ValidationError(
                _("Passwords were made since this page was opened. Look at the list again.")
            )
        if data["whom"] == self.MISSING:
            missing = in_state(self.staff, PasswordState.NONE, self.now)
            self.chosen = list(missing.order_by("name", "pk")[: self.MOST])
        else:
            self.chosen = list(data["people"])
        if not self.chosen:
            raise forms.ValidationError(_("Choose at least one person."))
        return data


class PupilPasswordForm(PinChoiceForm):
    """Which pupils get a first password, or have theirs taken away."""

    REVOKE = "revoke"
    stale = _("Passwords were made since this page was opened. Look at the list again.")

    def __init__(self, *args: Any, roster: list[User], **kwargs: Any) -> None:
        super().__init__(*args, roster=roster, pins={}, **kwargs)
        self.given = {
            pupil.pk: pupil.password_issued_at for pupil in roster if pupil.password_issued_at
        }
        whom = self.fields["whom"]
        assert isinstance(whom, forms.ChoiceField)
        whom.choices = [(each, each) for each in (self.CHOSEN, self.MISSING, self.REVOKE)]

    def _nobody(self, whom: str) -> str:
        if whom == self.MISSING and self.roster:
            return gettext("Everyone in the class has a password already.")
        return gettext("Choose at least one pupil.")


class CodeForm(forms.Form):
    """The six digits of a phone; at sign-in a backup code will do, too."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).replace("-", "").lower()


class TwoStepOffForm(forms.Form):
    """The password once more, so that an open session alone is not enough."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
