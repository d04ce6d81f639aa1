"""Forms around guardians: whose slips are printed, joining by one, and answering the consent."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import ConsentAnswer, Relation
from schools.domain.roster.colleagues import is_mobile
from schools.forms import PinChoiceForm
from schools.models import Invitation, User
from schools.roster import CellError
from schools.roster.cells import LONGEST_NAME, clean_name, clean_phone

PHONE_ATTRIBUTES = {"inputmode": "tel", "autocomplete": "tel"}


class InvitationChoiceForm(PinChoiceForm):
    """Which children get a new slip: the same choice, with the same guard against a reload.

    `provided` are those for whom nothing is missing.
    """

    stale = _("Invitations were made since this page was opened. Look at the list, choose again.")

    def __init__(
        self,
        *args: Any,
        roster: list[User],
        invitations: dict[int, Invitation],
        provided: set[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, roster=roster, pins={}, **kwargs)
        self.given = {pk: slip.issued_at for pk, slip in invitations.items()}
        self.provided = provided

    def _pick(self, whom: str, ticked: set[str]) -> list[User]:
        if whom == self.MISSING:
            return [pupil for pupil in self.roster if pupil.pk not in self.provided]
        return super()._pick(whom, ticked)

    def _nobody(self, whom: str) -> str:
        if whom == self.MISSING and self.roster:
            return gettext("Every child has an open invitation, a guardian here, or a no.")
        return gettext("Choose at least one pupil.")


class KnownPhoneForm(forms.Form):
    """One of the numbers that the school has for a child's guardians."""

    phone = forms.CharField(
        label=_("Your telephone number"),
        help_text=_("The whole number, as you gave it to the school."),
        max_length=40,
        widget=forms.TextInput(attrs=PHONE_ATTRIBUTES),
    )

    def clean_phone(self) -> str:
        return _digits(self.cleaned_data["phone"])


class RelationForm(forms.Form):
    """What a guardian who has an account is to the child."""

    relation = forms.ChoiceField(
        label=_("You are the child's"),
        required=False,
        choices=[("", _("I would rather not say")), *Relation.choices],
    )


class NewGuardianForm(RelationForm):
    """A new account. The number becomes the user name."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    phone = forms.CharField(
        label=_("Your mobile number"),
        help_text=_("You sign in with it."),
        max_length=40,
        widget=forms.TextInput(attrs=PHONE_ATTRIBUTES),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("name", "phone", "relation", "password", "again")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except CellError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_phone(self) -> str:
        phone = _digits(self.cleaned_data["phone"])
        if not is_mobile(phone):
            raise forms.ValidationError(gettext("Type a mobile number of 11 digits."))
        return phone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "password" in data:
            somebody = User(username=data.get("phone", ""), name=data.get("name", ""))
            try:
                validate_password(data["password"], somebody)
            except forms.ValidationError as error:
                self.add_error("password", error)
        if "again" in data and data.get("password", data["again"]) != data["again"]:
            self.add_error("again", gettext("The two passwords are not the same."))
        return data


class AnswerForm(forms.Form):
    """What is answered to which version of the text; a reason is never asked for, only taken."""

    answer = forms.ChoiceField(choices=ConsentAnswer.choices)
    version = forms.CharField(max_length=20)
    reason = forms.CharField(
        label=_("Your reason, if you want to give one"),
        help_text=_("The head teacher and the school's officers can read it."),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _digits(typed: str) -> str:
    try:
        return clean_phone(typed) or ""
    except CellError as error:
        raise forms.ValidationError(
            gettext("This is no telephone number. Type the whole number, such as 13800138000.")
        ) from error
