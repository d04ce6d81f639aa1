"""Setting up a phone for two-step sign-in, and switching it off again."""

from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from schools.audit_signals import home_unit
from schools.domain.two_step import (
    WrongCode,
    begin_two_step,
    confirm_two_step,
    turn_two_step_off,
)
from schools.first_things import note_at_sign_in
from schools.models import User
from schools.password_forms import CodeForm, TwoStepOffForm
from schools.permissions import may_use_two_step, signed_in
from schools.qr import qr_svg
from schools.two_step import backup_codes_left, has_two_step, waiting_phone


def who_may(request: HttpRequest) -> User:
    """The person, if two-step sign-in is for them: staff, whose accounts others can mend."""
    if not may_use_two_step(request.user):
        raise Http404
    return signed_in(request)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def two_step(request: HttpRequest) -> HttpResponse:
    """How it stands. A POST confirms the phone with its first code and shows the backup codes."""
    user, now = who_may(request), timezone.now()
    waiting = waiting_phone(user)
    form = CodeForm(request.POST or None)
    if waiting and form.is_valid():
        try:
            codes = confirm_two_step(
                user=user, code=form.cleaned_data["code"], unit=home_unit(user), now=now
            )
        except WrongCode:
            form.add_error("code", _("This code is not right. Type the one that shows now."))
        else:
            note_at_sign_in(request.session, user, now)
            return render(request, "schools/backup_codes.html", {"codes": codes})
    return show_two_step(request, user, waiting, form, TwoStepOffForm())


def show_two_step(
    request: HttpRequest,
    user: User,
    waiting: TOTPDevice | None,
    form: CodeForm,
    off_form: TwoStepOffForm,
) -> HttpResponse:
    context: dict[str, object] = {
        "form": form,
        "off_form": off_form,
        "is_on": has_two_step(user),
        "codes_left": backup_codes_left(user),
    }
    if waiting is not None:
        address = waiting.config_url
        context["qr"] = qr_svg(address, title=_("QR code for the app on your phone"))
        context["secret"] = address.split("secret=")[1].split("&")[0]
    has_errors = form.errors or off_form.errors
    return render(request, "schools/two_step.html", context, status=422 if has_errors else 200)


@login_required
@require_POST
def two_step_start(request: HttpRequest) -> HttpResponse:
    """A new secret for the phone; the one in force, if any, stays so until a code confirms it."""
    begin_two_step(user=who_may(request))
    return redirect("two_step")


@sensitive_post_parameters("password")
@never_cache
@login_required
@require_POST
def two_step_off(request: HttpRequest) -> HttpResponse:
    """Off with the password; wrong ones count and lock like those of a sign-in."""
    user = who_may(request)
    form = TwoStepOffForm(request.POST)
    if form.is_valid():
        known = authenticate(
            request, username=user.username, password=form.cleaned_data["password"]
        )
        if known == user:
            turn_two_step_off(user=user, unit=home_unit(user), now=timezone.now())
            messages.success(request, _("Two-step sign-in is off."))
            return redirect("two_step")
        form.add_error("password", _("This password is not right."))
    return show_two_step(request, user, waiting_phone(user), CodeForm(), form)
