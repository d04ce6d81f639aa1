"""The form of a question: what can be marked, and nothing that belongs to another school."""

from itertools import groupby
from string import ascii_lowercase
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.images.permissions import permission_policy as images

from plan.choices import Area
from quizzes.bank.filters import grade_choices
from quizzes.choices import QuestionKind
from quizzes.kinds import get_kind
from quizzes.models import Option
from quizzes.permissions import units_to_write_questions_for
from quizzes.versions import answer_part


class QuestionForm(WagtailAdminModelForm):
    """A draft is held to the same rules as a question in use, so that none is approved broken.

    The kinds' own checks say what is wrong (`quizzes.kinds`). A preview, which asks for deferred
    validation, shows what is there so far.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._narrow_owner()
        self._narrow_picture()
        if "topics" in self.fields:
            self.fields["topics"].widget.choices = _by_area(self.fields["topics"].queryset)
        for name in {"grade_min", "grade_max"} & set(self.fields):
            self.fields[name] = _grade_field(self.fields[name])
        self._standing_keys = [each.key for each in self.instance.options.all()]
        for each in self._option_forms:
            # An author never sees a key: it is given below, and goes round in a hidden field.
            each.fields["key"].required = False
            each.fields["key"].empty_value = None

    @cached_property
    def _option_forms(self) -> list[forms.ModelForm]:
        return list(self.formsets["options"].forms) if "options" in self.formsets else []

    def _narrow_owner(self) -> None:
        """Whose it is, is settled when it is made; only who writes for several units is asked."""
        if "owner" not in self.fields:
            return
        if self.instance.pk or self.instance.owner_id:
            del self.fields["owner"]
            return
        self.fields["owner"].queryset = units_to_write_questions_for(self.for_user)

    def _narrow_picture(self) -> None:
        if "picture" in self.fields:
            own = images.instances_user_has_permission_for(self.for_user, "choose")
            standing = Q(pk=self.instance.picture_id)
            field = self.fields["picture"]
            field.queryset = field.queryset.filter(Q(pk__in=own.values("pk")) | standing)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        first, last = data.get("grade_min"), data.get("grade_max")
        if first is not None and last is not None and first > last:
            self.add_error("grade_max", _("The last grade is below the first."))
        if data.get("picture") and not data.get("picture_alt"):
            self.add_error("picture_alt", _("Say what the picture shows, for who cannot see it."))
        if data.get("kind") != QuestionKind.TRUE_FALSE:
            data["is_true"] = None
        return data

    def is_valid(self) -> bool:
        """Also asks the kind whether this can be marked, once the options are known."""
        if not super().is_valid():
            return False
        self._give_keys()
        if not self.is_deferred_validation:
            for problem in self._problems():
                self.add_error(None, problem)
        return not self.errors

    @cached_property
    def _kept_options(self) -> list[forms.ModelForm]:
        """The forms of the options that stay, in the order in which they stand."""
        formset = self.formsets["options"]
        kept = [
            each
            for each in formset.forms
            if each not in formset.deleted_forms and (each.instance.pk or each.has_changed())
        ]
        return sorted(kept, key=lambda each: each.cleaned_data.get("ORDER") or 0)

    def _give_keys(self) -> None:
        """An option keeps the key that it had; a new one gets the first free letter."""
        used: set[str] = set()
        free = iter([letter for letter in ascii_lowercase if letter not in self._standing_keys])
        for each in self._kept_options:
            key = each.cleaned_data.get("key")
            if key not in self._standing_keys or key in used:
                key = next(free, f"o{len(used)}")
            each.instance.key = key
            used.add(key)

    def _problems(self) -> list[str]:
        question = self.instance
        options: list[Option] = [each.instance for each in self._kept_options]
        if question.kind == QuestionKind.TRUE_FALSE and options:
            return [_("A true-or-false question has no options. Delete them, or change the kind.")]
        spec = {"kind": question.kind, "stem": question.stem, **answer_part(question, options)}
        return get_kind(question.kind).validate_spec(spec)


def _by_area(topics: Any) -> list[tuple[Any, list[tuple[int, str]]]]:
    """The topics as grouped choices, in the order of the areas."""
    order = Area.values
    rows = sorted(topics, key=lambda topic: (order.index(topic.area), topic.pk))
    return [
        (Area(area).label, [(topic.pk, topic.name) for topic in group])
        for area, group in groupby(rows, key=lambda topic: topic.area)
    ]


def _grade_field(field: forms.Field) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=grade_choices, coerce=int, label=field.label, initial=field.initial
    )
