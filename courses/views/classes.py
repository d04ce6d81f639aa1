"""A teacher's page of a class: this week's lesson, and starting its quiz."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from courses.domain.sittings import open_lesson_quiz
from courses.models import LessonPage
from courses.queries import lesson_for_week, lessons_for_class, sittings_of_class
from quizzes.domain.sittings import CannotOpenSitting
from quizzes.permissions import classes_to_give_quizzes
from schools.domain.passwords import has_passwords
from schools.models import ClassCode, Unit
from schools.panels import panel_of
from schools.permissions import (
    can_manage_pins,
    can_see_figures,
    classes_to_teach,
    pupils_on_roster,
)
from schools.queries import current_week

OTHER_LESSONS = 6


@never_cache
@require_safe
def class_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What a teacher needs for the next ten minutes with this class."""
    class_unit: Unit = get_object_or_404(classes_to_teach(request.user), pk=pk)
    now = timezone.now()
    today = timezone.localdate(now)
    lesson = lesson_for_week(class_unit, today)
    sittings = list(sittings_of_class(class_unit, request.user))
    is_panel = panel_of(request) is not None
    context = {
        "class_unit": class_unit,
        "class_name": class_unit.class_name_on(today),
        "school": class_unit.school,
        "week": current_week(class_unit, today),
        "lesson": lesson,
        "other_lessons": other_lessons(class_unit, lesson, today),
        "open_sittings": [each for each in sittings if each.is_open_at(now)],
        "past_sittings": [each for each in sittings if not each.is_open_at(now)],
        "roster_count": len(pupils_on_roster(class_unit, today)),
        "may_manage_pins": not is_panel and can_manage_pins(request.user, class_unit),
        "has_passwords": has_passwords(class_unit, today),
        "may_see_figures": not is_panel and can_see_figures(request.user, class_unit),
        "class_code": None if is_panel else ClassCode.objects.filter(pk=class_unit.pk).first(),
    }
    return render(request, "courses/class_page.html", context)


def other_lessons(class_unit: Unit, lesson: LessonPage | None, day: date) -> list[LessonPage]:
    """The newest other lessons for the class's grade, to make up for a missed week."""
    grade = class_unit.grade_on(day)
    fitting = lessons_for_class(class_unit).filter(grade_min__lte=grade, grade_max__gte=grade)
    shown = fitting.exclude(pk=lesson.pk if lesson else None)
    return list(shown.order_by("-first_published_at", "-pk")[:OTHER_LESSONS])


@require_POST
def sitting_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the quiz of the posted lesson for the class, and go to its board."""
    user = request.user
    class_unit: Unit = get_object_or_404(classes_to_give_quizzes(user), pk=pk)
    assert user.is_authenticated  # nobody else teaches a class; the type checker cannot know
    lesson = load_lesson(class_unit, request.POST.get("lesson", ""))
    try:
        sitting = open_lesson_quiz(
            lesson=lesson, class_unit=class_unit, given_by=user, now=timezone.now()
        )
    except CannotOpenSitting as problem:
        messages.error(request, str(problem))
        return redirect("class_page", pk=pk)
    return redirect("sitting", pk=sitting.pk)


def load_lesson(class_unit: Unit, text: str) -> LessonPage:
    """A live lesson of the class's school or district; Http404 for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Http404
    return get_object_or_404(lessons_for_class(class_unit).select_related("quiz"), pk=int(text))
