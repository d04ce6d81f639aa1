"""People who work at a school or in a bureau: what is typed about them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schools.choices import CLASS_POSTS, Post
from schools.models import Unit
from schools.roster import CellError
from schools.roster.cells import LONGEST_NAME, clean_name, clean_phone


class PostForm(forms.Form):
    """A post, and for 班主任 and 任课教师 the classes."""

    post = forms.ChoiceField(label=_("Post"))
    classes = forms.MultipleChoiceField(
        label=_("Classes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only for head teachers and teachers."),
    )

    def __init__(
        self, *args: Any, posts: Iterable[Post], classes: Iterable[Unit], day: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(each.pk): each for each in classes}
        post, several = self.fields["post"], self.fields["classes"]
        assert isinstance(post, forms.ChoiceField)
        assert isinstance(several, forms.MultipleChoiceField)
        post.choices = [("", _("Choose a post")), *((each, each.label) for each in posts)]
        if self.known:
            several.choices = [(pk, each.class_name_on(day)) for pk, each in self.known.items()]
        else:
            del self.fields["classes"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_taught = data.get("post") in CLASS_POSTS
        if is_taught and self.known and not data.get("classes"):
            self.add_error("classes", _("Tick the classes that go with this post."))
        if data.get("post") and not is_taught and data.get("classes"):
            self.add_error(
                "classes", _("Only head teachers and teachers have classes. Untick them.")
            )
        return data

    @property
    def given(self) -> dict[str, Any]:
        """The post and its classes, as the domain takes them."""
        chosen = self.cleaned_data.get("classes") or []
        return {
            "post": Post(self.cleaned_data["post"]),
            "classes": [self.known[pk] for pk in chosen],
        }


class DetailsForm(forms.Form):
    """A person's name, and a telephone if there is one."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    phone = forms.CharField(
        label=_("Mobile number"),
        required=False,
        max_length=20,
        help_text=_("For signing in. Guards, kitchen, dormitory and cleaning staff need none."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean_name(self) -> str:
        try:
            return clean_name(self.cleaned_data["name"])
        except CellError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_phone(self) -> str:
        try:
            return clean_phone(self.cleaned_data["phone"]) or ""
        except CellError as error:
            raise forms.ValidationError(
                _("This is neither a mobile number of 11 digits nor a landline.")
            ) from error


class ColleagueForm(DetailsForm, PostForm):
    """Somebody new: the name, a telephone if there is one, and the first post."""

    is_namesake = forms.BooleanField(
        label=_("This is another person of the same name"), required=False
    )
    field_order = ("name", "phone", "post", "classes", "is_namesake")


class StaffFilterForm(forms.Form):
    """Which posts to list."""

    post = forms.ChoiceField(label=_("Post"), required=False)

    def __init__(self, *args: Any, posts: Iterable[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["post"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All posts")), *((each, each.label) for each in posts)]
