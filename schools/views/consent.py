"""A guardian reads what is asked, agrees, refuses, or takes an agreement back; child by child."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schools.choices import ConsentAnswer
from schools.consent import CURRENT
from schools.domain.consent import StaleConsent, answer_consent
from schools.guardian_forms import AnswerForm
from schools.guardian_queries import own_children, state_of
from schools.models import Consent, Guardianship
from schools.permissions import children_of_guardian, signed_in


@never_cache
@require_safe
@login_required
def consent(request: HttpRequest) -> HttpResponse:
    """A guardian's children, and what was answered for each."""
    if signed_in(request).is_pupil:
        raise Http404
    return render(request, "schools/consent_list.html", {"rows": own_children(request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def consent_child(request: HttpRequest, pk: int) -> HttpResponse:
    """The text, the answers so far, and the buttons."""
    links = children_of_guardian(request.user).with_answer().select_related("child")
    link = get_object_or_404(links, child_id=pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        return _answer(request, link, form)
    guardian = signed_in(request)
    answers = Consent.objects.filter(guardian=guardian, child_id=pk).order_by("-pk")
    context = {
        "child": link.child,
        "state": state_of(link.answer, link.answered_version),
        "answers": answers,
        "form": form,
        "text": CURRENT,
    }
    status = 422 if form.errors else 200
    return render(request, "schools/consent_child.html", context, status=status)


def _answer(request: HttpRequest, link: Guardianship, form: AnswerForm) -> HttpResponse:
    data = form.cleaned_data
    try:
        answer_consent(
            guardian=signed_in(request),
            child=link.child,
            answer=ConsentAnswer(data["answer"]),
            version=data["version"],
            reason=data["reason"],
            now=timezone.now(),
        )
    except StaleConsent:
        messages.error(
            request, _("The text has changed since you opened this page. Please read it again.")
        )
    else:
        messages.success(request, _("Your answer has been kept. It counts from now on."))
    return redirect("consent_child", pk=link.child_id)
