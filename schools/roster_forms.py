"""A pupil's name, the day of leaving, and the choice of another class or school."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.choices import Sex
from schools.models import Unit
from schools.roster.cells import LONGEST_NAME, clean_name
from schools.roster.errors import CellError


class PupilForm(forms.Form):
    """A pupil's name and, if the school keeps it, sex."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    sex = forms.ChoiceField(
        label=_("Sex"), required=False, choices=[(sex.value, sex.label) for sex in reversed(Sex)]
    )

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except CellError as error:
            raise forms.ValidationError(str(error)) from error


class NewPupilForm(PupilForm):
    """A pupil to add; a second one of the same name has to be meant."""

    is_another = forms.BooleanField(
        label=_("This is another pupil of the same name"), required=False
    )


class LeavingForm(forms.Form):
    """The first day on which the pupil is no longer in the class."""

    ends_date = forms.DateField(
        label=_("No longer in the class from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class ClassChoiceForm(forms.Form):
    """One of these classes; `chosen` is the class once the form is valid."""

    to = forms.ChoiceField(label=_("New class"))

    def __init__(self, *args: Any, classes: Iterable[Unit], day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = {str(each.pk): each for each in classes}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, each.class_name_on(day)) for pk, each in self.classes.items()]

    @property
    def chosen(self) -> Unit:
        return self.classes[self.cleaned_data["to"]]


class SchoolChoiceForm(forms.Form):
    """One of these schools; `chosen` is the school once the form is valid."""

    school = forms.ChoiceField(label=_("New school"))

    def __init__(self, *args: Any, schools: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.schools = {str(each.pk): each for each in schools}
        field = self.fields["school"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(pk, each.name) for pk, each in self.schools.items()]

    @property
    def chosen(self) -> Unit:
        return self.schools[self.cleaned_data["school"]]
