"""Sign-in, the choice of pupils who get new PINs or cards, and the upload of a roster."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schools.choices import AuditAction
from schools.first_things import is_expired
from schools.models import Card, Pin, Unit, User
from schools.models.units import UnitQuerySet
from schools.roster.columns import CLASS, MAPPABLE, NAME, POST
from schools.roster.reader import MAX_PACKED_BYTES


class SignInForm(AuthenticationForm):
    """User name or phone, and password."""

    error_messages = {
        "invalid_login": _("The user name or the password is not right. Please try again."),
        "inactive": _("This account is closed. Ask your school to open it again."),
        "expired": _("This first password ran out unused. Ask your school for a new one."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name or phone number")
        self.fields["password"].label = _("Password")

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if is_expired(user, timezone.now()):
            raise forms.ValidationError(self.error_messages["expired"], code="expired")


class PinChoiceForm(forms.Form):
    """Who gets a new PIN. `chosen` holds those pupils once the form is valid.

    `seen` says which PINs the page showed: a page that is sent twice (the browser's reload)
    must not make the slips that have just been printed worthless.
    """

    CHOSEN, MISSING, ALL = "chosen", "missing", "all"
    stale = _("PINs were made since this page was opened. Look at the list and choose again.")

    whom = forms.ChoiceField(choices=[(CHOSEN, CHOSEN), (MISSING, MISSING), (ALL, ALL)])
    students = forms.MultipleChoiceField(required=False)
    seen = forms.CharField()

    def __init__(self, *args: Any, roster: list[User], pins: dict[int, Pin], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roster = roster
        self.given = {pk: pin.changed_at for pk, pin in pins.items()}
        self.chosen: list[User] = []
        field = self.fields["students"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(str(pupil.pk), pupil.name) for pupil in roster]

    @property
    def state(self) -> str:
        """Which of them stand now: how many, and when the last one was made."""
        times = list(self.given.values())
        return f"{len(times)}@{max(times).isoformat() if times else '-'}"

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data["seen"] != self.state:
            raise forms.ValidationError(self.stale)
        self.chosen = self._pick(data["whom"], set(data["students"]))
        if not self.chosen:
            raise forms.ValidationError(self._nobody(data["whom"]))
        return data

    def _pick(self, whom: str, ticked: set[str]) -> list[User]:
        if whom == self.ALL:
            return self.roster
        if whom == self.MISSING:
            return [pupil for pupil in self.roster if pupil.pk not in self.given]
        return [pupil for pupil in self.roster if str(pupil.pk) in ticked]

    def _nobody(self, whom: str) -> str:
        if whom == self.MISSING and self.roster:
            return gettext("Everyone in the class has a PIN already.")
        return gettext("Choose at least one pupil.")


class RosterFileForm(forms.Form):
    """A roster file; its size is known before a byte of it is read."""

    file = forms.FileField(
        label=_("Roster file"),
        help_text=_("An .xlsx, .csv or .tsv file of pupils, staff or guardians, up to 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        max_length=200,
        allow_empty_file=True,  # the reading says it better
        error_messages={"required": _("Choose a file first.")},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_PACKED_BYTES:
            raise forms.ValidationError(
                gettext(
                    "The file is larger than %(limit)d MB. Split it by grade and import the parts."
                )
                % {"limit": MAX_PACKED_BYTES // 1024 // 1024}
            )
        return file


class ColumnsForm(forms.Form):
    """Which of the file's columns holds the name, and which the class (or, for staff, the post)."""

    def __init__(
        self, *args: Any, titles: tuple[str, ...], known: dict[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        labels = {NAME: _("Name"), CLASS: _("Class"), POST: _("Post (for staff)")}
        choices = [("", _("No such column")), *((title, title) for title in titles)]
        for field in MAPPABLE:
            self.fields[field] = forms.ChoiceField(
                label=labels[field],
                choices=choices,
                required=field == NAME,
                initial=known.get(field, ""),
                error_messages={"required": _("Choose the column of names.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [title for field in MAPPABLE if (title := data.get(field))]
        if not self.errors and len(chosen) < 2:
            raise forms.ValidationError(
                _("Choose the column of classes too, or for staff the column of posts.")
            )
        if len(set(chosen)) < len(chosen):
            raise forms.ValidationError(_("Choose a different column for each."))
        return data

    @property
    def mapping(self) -> dict[str, str]:
        """Fields to titles, without what the file lacks."""
        return {field: title for field, title in self.cleaned_data.items() if title}


class CardChoiceForm(PinChoiceForm):
    """Who gets a new card: the same choice, with the same guard against a reload."""

    stale = _("Cards were made since this page was opened. Look at the list and choose again.")

    def __init__(
        self, *args: Any, roster: list[User], cards: dict[int, Card], **kwargs: Any
    ) -> None:
        super().__init__(*args, roster=roster, pins={}, **kwargs)
        self.given = {pk: card.issued_at for pk, card in cards.items()}

    def _nobody(self, whom: str) -> str:
        if whom == self.MISSING and self.roster:
            return gettext("Everyone in the class has a card already.")
        return gettext("Choose at least one pupil.")


class AuditFilterForm(forms.Form):
    """Which audit entries: what was done and where, between two days (both included), by whom."""

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
    unit = forms.ModelChoiceField(
        label=_("Where"), required=False, queryset=Unit.objects.none(), empty_label=_("Everywhere")
    )

    def __init__(self, *args: Any, units: UnitQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = units
