"""What an author may put into a page: things of their own units, of those above and below."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.checks import checked_question, questions_given_away
from quizzes.models import Quiz
from quizzes.permissions import questions_to_use
from schools.permissions import Viewer, units_around


def quizzes_to_use(user: Viewer) -> QuerySet[Quiz]:
    return Quiz.objects.filter(owner__in=units_around(user))


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
        """Refuse a question of another school, whose answer the page would give away."""
        body = self.cleaned_data["body"]
        before = getattr(self.instance, "body", None) or []
        new = set(map(checked_question, body)) - set(map(checked_question, before)) - {None}
        if questions_to_use(self.for_user).filter(pk__in=new).count() != len(new):
            raise ValidationError(_("One of the questions is not yours to use. Choose another."))
        return body

    def clean(self) -> dict[str, Any]:
        """Refuse a question that the lesson's own quiz asks: the page would show its answer."""
        data: dict[str, Any] = super().clean()
        body, quiz = data.get("body"), data.get("quiz")
        if body and quiz and questions_given_away(body, quiz.pk):
            message = _("The quiz of this lesson asks one of these questions. Choose another.")
            self.add_error("body", message)
        return data
