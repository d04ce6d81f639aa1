"""What a pupil types to get in, and why an officer reads what a pupil answered."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.domain.audit import names_person
from schools.models import User

CODE_LENGTH = 6
PIN_LENGTH = 4
SHORTEST_REASON = 5


def fold_digits(typed: str) -> str:
    """Full-width digits made plain; blanks and hyphens taken out."""
    return "".join(unicodedata.normalize("NFKC", typed).split()).replace("-", "")


def is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()


def read_pin(typed: str) -> str:
    """The four digits. Raises ValidationError with a sentence."""
    pin = fold_digits(typed)
    if not is_digits(pin, PIN_LENGTH):
        raise forms.ValidationError(_("A PIN has four digits."))
    return pin


class DigitsInput(forms.TextInput):
    """Brings up the number keys, and comes back empty after a mistake.

    A PIN too goes into a text input: browsers offer to remember what password inputs hold.
    """

    def __init__(self, **attrs: Any) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", **attrs})

    def format_value(self, value: Any) -> None:
        return None


class JoinForm(forms.Form):
    """The join code."""

    code = forms.CharField(
        label=_("Join code"),
        max_length=40,
        widget=DigitsInput(autofocus=True, placeholder="······"),
        error_messages={"required": _("Type the six digits that you see on the screen.")},
    )

    def clean_code(self) -> str:
        code = fold_digits(self.cleaned_data["code"])
        if not is_digits(code, CODE_LENGTH):
            raise forms.ValidationError(_("A join code has six digits."))
        return code


class NameForm(forms.Form):
    """One's own name out of the class list, and the PIN."""

    student = forms.TypedChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose your name first."),
            "invalid_choice": _("That name is not on this class list. Choose your own name."),
        },
    )
    pin = forms.CharField(
        label=_("Your PIN"),
        max_length=40,
        widget=DigitsInput(),
        error_messages={"required": _("Type the four digits of your PIN.")},
    )

    def __init__(self, *args: Any, pupils: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_key = {str(pupil.pk): pupil for pupil in pupils}
        field = self.fields["student"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(key, pupil.name) for key, pupil in by_key.items()]
        field.coerce = by_key.__getitem__

    def clean_pin(self) -> str:
        return read_pin(self.cleaned_data["pin"])


class HomeForm(forms.Form):
    """At home everything is typed: the class code, one's own name, the PIN."""

    code = forms.CharField(
        label=_("Class code"),
        help_text=_("Eight letters and digits, on your PIN slip."),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
        error_messages={"required": _("Type the class code from your PIN slip.")},
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type your own name.")},
    )
    pin = forms.CharField(
        label=_("Your PIN"),
        max_length=40,
        widget=DigitsInput(),
        error_messages={"required": _("Type the four digits of your PIN.")},
    )

    def clean_code(self) -> str:
        return fold_digits(self.cleaned_data["code"]).upper()

    def clean_pin(self) -> str:
        return read_pin(self.cleaned_data["pin"])


class ScanInput(forms.TextInput):
    """Comes back empty: what was scanned signs a child in, so it stands on no page."""

    def format_value(self, value: Any) -> None:
        return None


class CardForm(forms.Form):
    """What a scanner types: the address on a sign-in card, or its last part alone."""

    card = forms.CharField(
        label=_("Sign-in card"),
        max_length=300,
        widget=ScanInput({"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
        error_messages={"required": _("Hold the card in front of the scanner.")},
    )

    def clean_card(self) -> str:
        """The token. Scanners behind a Chinese input method type full-width letters."""
        text = "".join(unicodedata.normalize("NFKC", self.cleaned_data["card"]).split())
        found = re.search(r"/card/([^/?#]+)", text)
        return found[1] if found else text


class ReasonForm(forms.Form):
    """Why an officer reads a pupil's answers. The audit log keeps it, so it names nobody."""

    reason = forms.CharField(
        label=_("Why do you read these answers?"),
        max_length=200,
        help_text=_("For example: a parent asked about a question. Name no pupil."),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Say why: the reason is kept in the audit log.")},
    )

    def __init__(self, *args: Any, student: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.student = student

    def clean_reason(self) -> str:
        reason = " ".join(self.cleaned_data["reason"].split())
        if len(reason) < SHORTEST_REASON:
            raise forms.ValidationError(_("Say why in at least five characters."))
        if names_person(reason, self.student):
            raise forms.ValidationError(
                _("The reason stays in the audit log, so it must not name the person.")
            )
        return reason
