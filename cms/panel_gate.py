"""What a class panel may do: the pages on this list, for its own class. Elsewhere it is nobody.

A panel's session signs nobody in. So a page that is not written down here treats it like any
stranger, and nothing opens when somebody forgets this file.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from quizzes.models import Sitting
from schools.models import Panel
from schools.panels import SESSION_PANEL, panel_of, teacher_of


def is_class(panel: Panel, pk: int) -> bool:
    return panel.class_unit_id == pk


def is_sitting_of_class(panel: Panel, pk: int) -> bool:
    return Sitting.objects.filter(pk=pk, class_unit=panel.class_unit_id).exists()


ALLOWED_FOR_PANELS: dict[str, Callable[[Panel, int], bool]] = {
    "class_page": is_class,
    "sitting_open": is_class,
    "sitting": is_sitting_of_class,
    "sitting_live": is_sitting_of_class,
    "sitting_close": is_sitting_of_class,
}


class PanelGateMiddleware:
    """Lends a panel its teacher for the pages above; an ended one goes back to its QR code."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: object,
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        # Every view of the list looks at the session itself; others are not made to.
        if name not in ALLOWED_FOR_PANELS or SESSION_PANEL not in request.session:
            return None
        if SESSION_KEY in request.session:
            return None
        panel = panel_of(request)
        if panel is None:
            return send_back(request)
        if ALLOWED_FOR_PANELS[name](panel, kwargs["pk"]):
            request.user = teacher_of(panel)
        return None


def send_back(request: HttpRequest) -> HttpResponse:
    """To the page with the QR code, for a panel whose lesson is over."""
    del request.session[SESSION_PANEL]
    messages.info(request, _("The sign-in on this panel has ended."))
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(reverse("panel"))
    return redirect("panel")
