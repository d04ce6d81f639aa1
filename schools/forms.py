"""Sign-in, and the choice of pupils who get new PINs."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import AuditAction
from schools.models import Pin, User


class SignInForm(AuthenticationForm):
    """User name or phone, and password."""

    error_messages = {
        "invalid_login": _("The user name or the password is not right. Please try again."),
        "inactive": _("This account is closed. Ask your school to open it again."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name or phone number")
        self.fields["password"].label = _("Password")


class PinChoiceForm(forms.Form):
    """Who gets a new PIN. `chosen` holds those pupils once the form is valid.

    `seen` says which PINs the page showed: a page that is sent twice (the browser's reload)
    must not make the slips that have just been printed worthless.
    """

    CHOSEN, MISSING, ALL = "chosen", "missing", "all"

    whom = forms.ChoiceField(choices=[(CHOSEN, CHOSEN), (MISSING, MISSING), (ALL, ALL)])
    students = forms.MultipleChoiceField(required=False)
    seen = forms.CharField()

    def __init__(self, *args: Any, roster: list[User], pins: dict[int, Pin], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roster, self.pins = roster, pins
        self.chosen: list[User] = []
        field = self.fields["students"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(pupil.pk), pupil.name) for pupil in roster]

    @property
    def state(self) -> str:
        """Which PINs stand now: how many, and when the last one was made."""
        times = [pin.changed_at for pin in self.pins.values()]
        return f"{len(times)}@{max(times).isoformat() if times else '-'}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["seen"] != self.state:
            raise forms.ValidationError(
                _("PINs were made since this page was opened. Look at the list and choose again.")
            )
        self.chosen = self._pick(data["whom"], set(data["students"]))
        if not self.chosen:
            raise forms.ValidationError(self._nobody(data["whom"]))
        return data

    def _pick(self, whom: str, ticked: set[str]) -> list[User]:
        if whom == self.ALL:
            return self.roster
        if whom == self.MISSING:
            return [pupil for pupil in self.roster if pupil.pk not in self.pins]
        return [pupil for pupil in self.roster if str(pupil.pk) in ticked]

    def _nobody(self, whom: str) -> str:
        if whom == self.MISSING and self.roster:
            return gettext("Everyone in the class has a PIN already.")
        return gettext("Choose at least one pupil.")


class AuditFilterForm(forms.Form):
    """Which audit entries: what was done, between two days (both included), by or about whom."""

    action = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("Everything")), *AuditAction.choices]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    person = forms.CharField(label=_("Person's name"), required=False, max_length=40)
