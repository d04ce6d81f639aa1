"""What every answer carries: how long it may be kept, and the admin's content policy."""

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from schools.panels import SESSION_PANEL

# Wagtail's admin needs inline styles and scripts of its own.
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "connect-src": [SELF],
    "frame-ancestors": [SELF],
}


class AdminContentPolicyMiddleware:
    """Widens the policy under /admin/ alone; everywhere else it stays strict."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            # A preview comes from an inner request with a page's policy; it stands in a frame here.
            response.headers.pop("Content-Security-Policy", None)
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
            response._csp_replace = ADMIN_POLICY  # type: ignore[attr-defined]
        return response


class PrivatePagesMiddleware:
    """Nothing made for a signed-in person or a panel is kept, so Back shows it to nobody else.

    An answer for which nobody looked at the session costs nothing here.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = request.session
        if session.accessed and (SESSION_KEY in session or SESSION_PANEL in session):
            add_never_cache_headers(response)
        return response
