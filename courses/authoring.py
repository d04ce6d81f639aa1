"""What an author may put into a page: things of their own units, of those above and below."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.documents import permissions as document_permissions
from wagtail.documents.models import AbstractDocument
from wagtail.images import permissions as image_permissions
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from courses.checks import questions_given_away
from courses.permissions import pages_to_link_to
from quizzes.models import Question, Quiz
from quizzes.permissions import questions_to_use
from schools.permissions import Viewer, units_around

Named = tuple[type[Model], str]
"""A thing that a page names: its model and its primary key as text."""


def quizzes_to_use(user: Viewer) -> QuerySet[Quiz]:
    return Quiz.objects.filter(owner__in=units_around(user))


def images_to_use(user: Viewer) -> QuerySet[Any]:
    policy = image_permissions.permission_policy
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, ["choose"])
    return found


def files_to_use(user: Viewer) -> QuerySet[Any]:
    policy = document_permissions.permission_policy
    found: QuerySet[Any] = policy.instances_user_has_any_permission_for(user, ["choose"])
    return found


# What no rule stands for here, such as an article of law, is everybody's.
TO_USE = {
    Question: questions_to_use,
    AbstractImage: images_to_use,
    AbstractDocument: files_to_use,
    Page: pages_to_link_to,
}


def may_use(user: Viewer, named: Named) -> bool:
    model, key = named
    rules = [rule for kind, rule in TO_USE.items() if issubclass(model, kind)]
    return all(rule(user).filter(pk=key).exists() for rule in rules)


def named_in(page: Page, name: str, value: Any) -> Iterator[Named]:
    """The pictures, files, questions and pages that the value of a page's field names."""
    if isinstance(value, Model):
        yield type(value), str(value.pk)
    elif value:
        field = page._meta.get_field(name)
        for model, key, _model_path, _content_path in field.extract_references(value):
            yield model, str(key)


class AuthorPageForm(WagtailAdminPageForm):
    """Offers and takes only what the author may use; what stood there before may stay."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = {"unit": units_around(self.for_user), "quiz": quizzes_to_use(self.for_user)}
        for name, objects in allowed.items():
            if name in self.fields:
                kept = Q(pk=getattr(self.instance, f"{name}_id"))
                queryset = self.fields[name].queryset
                self.fields[name].queryset = queryset.filter(Q(pk__in=objects) | kept)

    def clean_body(self) -> Any:
        return self._clean_named("body")

    def clean_picture(self) -> Any:
        return self._clean_named("picture")

    def clean_teacher_notes(self) -> Any:
        return self._clean_named("teacher_notes")

    def _clean_named(self, name: str) -> Any:
        """Refuse what is another school's.

        The page would give away its question's answer, its unpublished file or its draft's
        address.
        """
        value = self.cleaned_data[name]
        before = set(named_in(self.instance, name, getattr(self.instance, name, None)))
        for model, key in set(named_in(self.instance, name, value)) - before:
            if not may_use(self.for_user, (model, key)):
                raise ValidationError(
                    _("One of the questions is not yours to use. Choose another.")
                    if model is Question
                    else _("One of the pictures, files or links is not yours to use.")
                )
        return value

    def clean(self) -> dict[str, Any]:
        """Refuse a question that the lesson's own quiz asks: the page would show its answer."""
        data: dict[str, Any] = super().clean()
        body, quiz = data.get("body"), data.get("quiz")
        if body and quiz and questions_given_away(body, quiz.pk):
            message = _("The quiz of this lesson asks one of these questions. Choose another.")
            self.add_error("body", message)
        return data
