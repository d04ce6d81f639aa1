"""Districts, schools, campuses and classes: what is typed about them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from schools.choices import HIGHEST_GRADE, LOWEST_GRADE, Stage, System, UnitKind
from schools.grades import grade_name
from schools.models import Unit
from schools.roster.class_names import HIGHEST_NUMBER

CODE_HELP = _("Letters, digits and hyphens, such as 001-01. No other unit has the same.")


class UnitForm(forms.Form):
    """A unit's name and code; of a school also its stage, system and group.

    Stage and system decide what a grade is, so they are fixed once a school has classes.
    """

    name = forms.CharField(label=pgettext_lazy("unit", "Name"), max_length=80)
    code = forms.SlugField(
        label=pgettext_lazy("unit", "Code"), max_length=40, required=False, help_text=CODE_HELP
    )
    stage = forms.ChoiceField(label=_("Stage"), choices=Stage.choices)
    system = forms.ChoiceField(
        label=_("System"),
        choices=System.choices,
        help_text=_("How primary and junior years are split. The grades of classes follow it."),
    )
    place = forms.ChoiceField(label=_("Group"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        places: list[Unit] | None = None,
        has_classes: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(each.pk): each for each in places or []}
        is_school = kind == UnitKind.SCHOOL
        self.fields["code"].required = kind in (UnitKind.SCHOOL, UnitKind.DISTRICT)
        if not is_school or has_classes:
            del self.fields["stage"], self.fields["system"]
        if not is_school or len(self.places) < 2:
            del self.fields["place"]
        else:
            place = self.fields["place"]
            assert isinstance(place, forms.ChoiceField)
            place.choices = [
                (pk, each.name if each.kind == UnitKind.GROUP else _("No group"))
                for pk, each in self.places.items()
            ]

    @property
    def values(self) -> dict[str, str]:
        """What was typed, without the place."""
        return {name: value for name, value in self.cleaned_data.items() if name != "place"}

    @property
    def chosen_place(self) -> Unit | None:
        """Where the school is to stand; None when it was not asked."""
        return self.places.get(self.cleaned_data.get("place", ""))


class ClassForm(forms.Form):
    """A class's number and campus."""

    number = forms.IntegerField(
        label=_("Class number"),
        min_value=1,
        max_value=HIGHEST_NUMBER,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    campus = forms.ChoiceField(label=_("Campus"), required=False)

    def __init__(self, *args: Any, campuses: list[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campuses = {str(each.pk): each for each in campuses}
        if not campuses:
            del self.fields["campus"]
            return
        campus = self.fields["campus"]
        assert isinstance(campus, forms.ChoiceField)
        names = [(pk, each.name) for pk, each in self.campuses.items()]
        campus.choices = [("", _("No campus")), *names]

    @property
    def chosen_campus(self) -> Unit | None:
        return self.campuses.get(self.cleaned_data.get("campus", ""))


class NewClassForm(ClassForm):
    """The same, and the grade that the class is in today."""

    grade = forms.TypedChoiceField(label=_("Grade today"), coerce=int)
    field_order = ("grade", "number", "campus")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grade = self.fields["grade"]
        assert isinstance(grade, forms.ChoiceField)
        grades = range(LOWEST_GRADE, HIGHEST_GRADE + 1)
        grade.choices = [(number, grade_name(number)) for number in grades]


class ClassFilterForm(forms.Form):
    """Which classes of a school to list."""

    stage = forms.ChoiceField(
        label=_("Stage"), required=False, choices=[("", _("All stages")), *Stage.choices]
    )
    entry_year = forms.TypedChoiceField(
        label=_("Entry year"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entry_year"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All years")), *((year, str(year)) for year in years)]
