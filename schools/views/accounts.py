"""Sign-in by password, with a second step for who wants it; sign-out; one's own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from schools.audit_signals import home_unit
from schools.backends import has_password
from schools.domain.passwords import change_password
from schools.first_things import first_thing, note_at_sign_in
from schools.forms import SignInForm
from schools.password_forms import CodeForm, OwnPasswordForm
from schools.permissions import signed_in
from schools.signin import begin_second_step, second_step_of, sign_in_by_password, tell_wrong_code
from schools.two_step import code_is_right, has_two_step, locked_until


class SignInView(LoginView):
    """User name or phone and password; `django-axes` counts the wrong tries."""

    template_name = "schools/sign_in.html"
    extra_context = {"sso_providers": settings.SSO_PROVIDERS}
    authentication_form = SignInForm

    def form_valid(self, form: Any) -> HttpResponse:
        """Signs in, or goes on to the second step without having signed anybody in."""
        user, target = form.get_user(), self.get_success_url()
        if has_two_step(user):
            begin_second_step(self.request, user, target, timezone.now())
            return redirect("sign_in_code")
        sign_in_by_password(self.request, user, timezone.now())
        return redirect(target)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: the code of the phone or a backup code, within five minutes."""
    now = timezone.now()
    waiting = second_step_of(request, now)
    if waiting is None:
        return redirect("sign_in")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if (until := locked_until(waiting.user, code)) is not None:
            seconds = max(1, round((until - now).total_seconds()))
            form.add_error(
                "code", _("Wait %(count)d seconds, then try again.") % {"count": seconds}
            )
        elif code_is_right(waiting.user, code):
            sign_in_by_password(request, waiting.user, now)
            return redirect(waiting.target)
        else:
            tell_wrong_code(waiting.user, now)
            form.add_error("code", _("This code is not right. Type the one that shows now."))
    return render(
        request, "schools/sign_in_code.html", {"form": form}, status=422 if form.errors else 200
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Back to sign-in, or for a pupil back to the join code."""
    is_pupil = request.user.is_authenticated and request.user.is_pupil
    logout(request)
    return redirect("join" if is_pupil else "sign_in")


@never_cache
@require_POST
def still_here(request: HttpRequest) -> HttpResponse:
    """A page says that its reader is there; `IdleMiddleware` has noted it on the way."""
    if not request.user.is_authenticated:
        raise Http404
    return HttpResponse(status=204)


@method_decorator([never_cache, login_required], name="dispatch")
class PasswordView(PasswordChangeView):
    """A person's own password. Pupils have one only if their school gave it to them."""

    template_name = "schools/password.html"
    form_class = OwnPasswordForm
    extra_context = {"sso_providers": settings.SSO_PROVIDERS}
    success_url = reverse_lazy("my")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        must_change = first_thing(self.request) is not None
        return super().get_context_data(must_change=must_change, **kwargs)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and not has_password(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        user, now = signed_in(self.request), timezone.now()
        new = form.cleaned_data["new_password1"]
        change_password(user=user, password=new, unit=home_unit(user), now=now)
        update_session_auth_hash(self.request, user)
        note_at_sign_in(self.request.session, user, now)
        messages.success(self.request, _("Your password has been changed."))
        return redirect(self.get_success_url())
