"""What stands between a session and a page: it must be awake, and first things come first."""

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from schools.first_things import first_thing, is_open
from schools.idle import is_idle, note_use
from schools.permissions import signed_in

View = Callable[..., HttpResponseBase]
AnyView = TypeVar("AnyView", bound=View)


def sessionless(view: AnyView) -> AnyView:
    """Marks a view that never looks at the session; then nothing here does, either."""
    view.is_sessionless = True  # type: ignore[attr-defined]
    return view


def has_person(request: HttpRequest, view: View) -> bool:
    """Whether somebody is signed in; asks no session for a view that does without one."""
    has_cookie = settings.SESSION_COOKIE_NAME in request.COOKIES
    if not has_cookie or getattr(view, "is_sessionless", False):
        return False
    return SESSION_KEY in request.session and request.user.is_authenticated


class IdleMiddleware:
    """Signs out whoever has rested for too long, and notes that the others are there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: object, kwargs: object) -> None:
        if not has_person(request, view):
            return
        now, user = timezone.now(), signed_in(request)
        if is_idle(request.session, user, now):
            logout(request)
            messages.info(request, _("Nobody used this page for a while, so you were signed out."))
        else:
            note_use(request.session, now)


class FirstThingsMiddleware:
    """A first or old password, or a missing second step: nothing else answers until it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: object, kwargs: object
    ) -> HttpResponse | None:
        if not has_person(request, view):
            return None
        thing = first_thing(request)
        if thing is None or request.resolver_match is None:
            return None
        is_free = is_open(request.resolver_match.view_name, thing)
        return None if is_free else redirect(thing)
