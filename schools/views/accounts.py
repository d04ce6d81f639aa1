"""Sign-in and sign-out of staff and parents, and their own password."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from schools.forms import SignInForm


class SignInView(LoginView):
    """User name or phone and password; `django-axes` counts the wrong tries."""

    template_name = "schools/sign_in.html"
    extra_context = {"sso_providers": settings.SSO_PROVIDERS}
    authentication_form = SignInForm


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Back to sign-in, or for a pupil back to the join code."""
    is_pupil = request.user.is_authenticated and request.user.is_pupil
    logout(request)
    return redirect("join" if is_pupil else "sign_in")


@method_decorator([never_cache, login_required], name="dispatch")
class PasswordView(PasswordChangeView):
    """A person's own password. Pupils have none."""

    template_name = "schools/password.html"
    extra_context = {"sso_providers": settings.SSO_PROVIDERS}
    success_url = reverse_lazy("my")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.is_authenticated and request.user.is_pupil:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: BaseForm) -> HttpResponse:
        messages.success(self.request, _("Your password has been changed."))
        return super().form_valid(form)  # type: ignore[arg-type]
