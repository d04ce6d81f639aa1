"""Linking an account of the district to one's own, and signing in with it."""

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from cms.sso.links import linked_providers, unlink_account
from schools.permissions import signed_in


def refuse_pupils(request: HttpRequest) -> None:
    if request.user.is_authenticated and request.user.is_pupil:
        raise Http404


def known_key(key: str) -> str:
    """The key of a provider that is set up; Http404 for any other."""
    if key not in {each.key for each in settings.SSO_PROVIDERS}:
        raise Http404
    return key


@never_cache
@require_safe
@login_required
def sso_links(request: HttpRequest) -> HttpResponse:
    """The providers, and which of them are linked to the signed-in person."""
    refuse_pupils(request)
    linked = linked_providers(signed_in(request))
    rows = [(each, each.key in linked) for each in settings.SSO_PROVIDERS]
    return render(request, "cms/sso_links.html", {"rows": rows})


@never_cache
@require_POST
def sso_begin(request: HttpRequest, key: str) -> HttpResponse:
    """Off to the provider: to link its account when signed in, otherwise to sign in."""
    refuse_pupils(request)
    provider = get_adapter().get_provider(request, provider=known_key(key))
    is_linking = request.user.is_authenticated
    process = AuthProcess.CONNECT if is_linking else AuthProcess.LOGIN
    try:
        return provider.redirect(request, process=process)  # type: ignore[no-any-return]
    except RequestException:
        messages.error(request, _("The sign-in service does not answer. Use your password."))
        return redirect("sso_links" if is_linking else "sign_in")


@require_POST
@login_required
def sso_unlink(request: HttpRequest, key: str) -> HttpResponse:
    refuse_pupils(request)
    unlink_account(user=signed_in(request), provider=known_key(key), now=timezone.now())
    messages.success(request, _("The account has been unlinked."))
    return redirect("sso_links")
