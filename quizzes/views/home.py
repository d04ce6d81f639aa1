"""Pupils sign in at home: class code, own name and PIN, all three typed; no names are shown."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quizzes.domain.attempts import start_attempt
from quizzes.forms import HomeForm
from quizzes.queries import home_sittings_of
from quizzes.views.brake import (
    WRONG_HOME,
    WRONG_IN_A_CLASS_A_MINUTE,
    count_wrong_code,
    is_braked,
)
from schools.brake import Brake
from schools.domain.pins import find_by_pin
from schools.models import Unit, User
from schools.permissions import pupils_on_roster, signed_in
from schools.signin import end_pupil_session, sign_in_pupil


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def home(request: HttpRequest) -> HttpResponse:
    """A right PIN signs the pupil in to the own page: results, and quizzes to take at home."""
    end_pupil_session(request)
    form = HomeForm(request.POST or None)
    if form.is_valid():
        if is_braked(request, WRONG_HOME):
            form.add_error(None, _("Too many wrong tries came from here. Wait one minute."))
            return render(request, "quizzes/home.html", {"form": form}, status=429)
        pupil = find_pupil(request, form)
        if pupil is not None:
            sign_in_pupil(request, pupil, at_home=True)
            return redirect("my")
        count_wrong_code(request, WRONG_HOME)
    return render(request, "quizzes/home.html", {"form": form}, status=422 if form.errors else 200)


def find_pupil(request: HttpRequest, form: HomeForm) -> User | None:
    """Whose name and PIN were typed; otherwise None, with the sentence on the form."""
    typed = form.cleaned_data
    class_unit = Unit.objects.filter(class_code__code=typed["code"]).first()
    if class_unit is None:
        form.add_error("code", _("No class has this code. Type it again from your PIN slip."))
        return None
    brake = Brake(f"wrong-home-{class_unit.pk}", WRONG_IN_A_CLASS_A_MINUTE)
    if is_braked(request, brake):
        form.add_error(None, _("Too many wrong tries came from here. Wait one minute."))
        return None
    roster = pupils_on_roster(class_unit, timezone.localdate())
    pupil = find_by_pin(roster=roster, name=typed["name"], pin=typed["pin"])
    if pupil is None:
        count_wrong_code(request, brake)
        form.add_error(
            None,
            _(
                "The name or the PIN is not right. Five wrong PINs in a row lock it; your teacher"
                " can unlock it."
            ),
        )
    return pupil


@require_POST
@login_required(login_url="home_sign_in")
def home_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a quiz that was given for home, or go on with it."""
    now = timezone.now()
    sitting = get_object_or_404(home_sittings_of(signed_in(request), now), pk=pk)
    attempt = start_attempt(sitting=sitting, student=signed_in(request), now=now)
    return redirect("attempt_result" if attempt.closed_at else "attempt", pk=attempt.pk)
