"""How the list of questions is narrowed."""

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from plan.models import Topic
from quizzes.choices import QuestionKind, QuestionState
from quizzes.models import Question
from quizzes.models.questions import QuestionQuerySet
from quizzes.permissions import questions_to_see
from schools.choices import HIGHEST_GRADE
from schools.grades import grade_name
from schools.models import Unit

SOON = timedelta(days=30)


def units_of_questions(request: HttpRequest | None) -> QuerySet[Unit]:
    """The units whose questions the person may see."""
    if request is None:
        return Unit.objects.none()
    return Unit.objects.filter(pk__in=questions_to_see(request.user).values("owner"))


def grade_choices() -> list[tuple[int, str]]:
    """The grades in which pupils take quizzes, in words."""
    return [(grade, grade_name(grade)) for grade in range(1, HIGHEST_GRADE + 1)]


class QuestionFilterSet(WagtailFilterSet):
    topics = django_filters.ModelChoiceFilter(label=_("topic"), queryset=Topic.objects.all())
    grade = django_filters.ChoiceFilter(label=_("grade"), choices=grade_choices, method="for_grade")
    kind = django_filters.ChoiceFilter(label=_("kind"), choices=QuestionKind.choices)
    state = django_filters.ChoiceFilter(
        label=_("state"), choices=QuestionState.choices, method="in_state"
    )
    owner = django_filters.ModelChoiceFilter(label=_("owner"), queryset=units_of_questions)
    validity = django_filters.ChoiceFilter(
        label=_("valid until"),
        choices=[("over", _("no longer valid")), ("soon", _("valid for at most 30 days"))],
        method="by_validity",
    )

    class Meta:
        model = Question
        fields: tuple[str, ...] = ()

    def for_grade(self, questions: QuestionQuerySet, name: str, value: Any) -> QuestionQuerySet:
        return questions.filter(grade_min__lte=value, grade_max__gte=value)

    def in_state(self, questions: QuestionQuerySet, name: str, value: Any) -> QuestionQuerySet:
        return questions.in_state(QuestionState(value))

    def by_validity(self, questions: QuestionQuerySet, name: str, value: Any) -> QuestionQuerySet:
        today = timezone.localdate()
        if value == "over":
            return questions.filter(valid_until__lt=today)
        return questions.filter(valid_until__gte=today, valid_until__lte=today + SOON)
