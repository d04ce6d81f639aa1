"""What a sitting's figures say about each of its questions, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quizzes.analysis import Analysis, QuestionAnalysis, analyse_paper, analyse_sitting
from quizzes.domain.reviews import keep_question
from quizzes.models import Question, QuestionReview, QuestionVersion, Sitting
from quizzes.permissions import questions_to_approve, questions_to_edit, sittings_to_analyse
from quizzes.views.sittings import load_sitting
from schools.permissions import signed_in

ALL = "all"


@dataclass(frozen=True)
class Row:
    """A question with what this person may do about it; `None` where they may not."""

    number: int
    analysis: QuestionAnalysis
    kept_at: datetime | None
    mend_url: str | None
    retire_url: str | None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sitting_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of an ended sitting; with `?scope=all`, of all one's classes that met them.

    While it is open the key would stand on the wall, so it has no such page yet.
    """
    found, now = load_sitting(request, pk), timezone.now()
    if found.is_open_at(now):
        return redirect("sitting", pk=pk)
    if request.method == "POST":
        return _keep(request, found, now)
    is_all = request.GET.get("scope") == ALL
    analysis = (
        analyse_paper(found.paper_id, sittings_to_analyse(request.user))
        if is_all
        else analyse_sitting(found)
    )
    context = {
        "sitting": found,
        "class_name": found.class_unit.class_name_on(timezone.localdate(now)),
        "analysis": analysis,
        "is_all": is_all,
        "rows": rows_of(request, analysis),
    }
    return render(request, "quizzes/sitting_questions.html", context)


def rows_of(request: HttpRequest, analysis: Analysis) -> list[Row]:
    """A row a question, with the decisions that stand and those that this person may take."""
    user = signed_in(request)
    wanted = [each.question for each in analysis.questions]
    editable = set(questions_to_edit(user).filter(pk__in=wanted).values_list("pk", flat=True))
    approved = questions_to_approve(user).filter(pk__in=wanted, live=True)
    retirable = set(approved.values_list("pk", flat=True))
    versions = [each.version for each in analysis.questions]
    kept = QuestionReview.objects.filter(version__in=versions)
    kept_at = dict(kept.values_list("version_id", "kept_at"))
    return [
        Row(
            number,
            each,
            kept_at.get(each.version),
            _url("edit", each.question, editable),
            _url("unpublish", each.question, retirable),
        )
        for number, each in enumerate(analysis.questions, start=1)
    ]


def _url(view: str, question: int, allowed: set[int]) -> str | None:
    return reverse(f"question_bank:{view}", args=[question]) if question in allowed else None


def _keep(request: HttpRequest, sitting: Sitting, now: datetime) -> HttpResponse:
    """Note that a question of this sitting stands as it is, by who may change it."""
    user = signed_in(request)
    asked = QuestionVersion.objects.filter(
        paper_items__paper=sitting.paper_id,
        question__in=Question.objects.filter(pk__in=questions_to_edit(user).values("pk")),
    )
    key = request.POST.get("version", "")
    number = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else 0
    version = get_object_or_404(asked, pk=number)
    keep_question(version=version, by=user, now=now)
    messages.success(request, _("Noted: the question stays as it is."))
    return redirect("sitting_questions", pk=sitting.pk)
