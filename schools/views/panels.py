"""A class panel shows a QR code; a teacher's phone signs it in for one class and one lesson."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from schools.domain.panels import (
    ASKING,
    PanelCodeOver,
    ask_for_panel,
    confirm_panel,
    end_panel,
    find_question,
    take_panel,
)
from schools.models import Panel, Unit
from schools.panels import SESSION_ASKED, SESSION_PANEL, class_of, panel_of
from schools.permissions import classes_to_teach, panels_to_end, signed_in
from schools.qr import qr_svg
from schools.queries import classes_for_panel
from schools.signin import end_pupil_session


def asked_by(request: HttpRequest, now: datetime) -> Panel | None:
    """The question that this browser has asked, until it runs out or is used."""
    asked = request.session.get(SESSION_ASKED)
    recent = Panel.objects.filter(asked_at__gt=now - ASKING) | Panel.objects.open_at(now)
    return recent.filter(pk=asked["panel"], taken_at=None).first() if asked else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def panel(request: HttpRequest) -> HttpResponse:
    """The QR code after a press on the button; once the phone has confirmed, on to the class."""
    end_pupil_session(request)
    if request.user.is_authenticated:
        return redirect("panels")
    now, standing = timezone.now(), panel_of(request)
    if standing:
        return redirect("class_page", pk=standing.class_unit_id)
    if request.method == "POST":
        made = ask_for_panel(now=now)
        request.session[SESSION_ASKED] = {"panel": made.panel.pk, "token": made.token}
        return redirect("panel")
    asked = asked_by(request, now)
    if asked and asked.confirmed_at:
        if take_panel(panel=asked, now=now):
            sign_in_panel(request, asked)
            return redirect("class_page", pk=asked.class_unit_id)
        asked = None
    return render(request, "schools/panel.html", {"asked": asked, "qr": qr_of(request, asked)})


def qr_of(request: HttpRequest, asked: Panel | None) -> str:
    if asked is None:
        return ""
    token = request.session[SESSION_ASKED]["token"]
    address = request.build_absolute_uri(reverse("panel_confirm", args=[token]))
    return qr_svg(address, title=_("QR code to sign this panel in"))


def sign_in_panel(request: HttpRequest, taken: Panel) -> None:
    """A fresh session that holds the panel alone; when it ends, the row says."""
    request.session.flush()
    request.session[SESSION_PANEL] = taken.pk
    request.session.set_expiry(0)
    rotate_token(request)


@never_cache
@require_safe
def panel_wait(request: HttpRequest) -> HttpResponse:
    """What the panel asks every two seconds: 204 until something has changed."""
    asked = asked_by(request, timezone.now())
    if asked and asked.confirmed_at is None:
        return HttpResponse(status=204)
    return HttpResponseClientRedirect(reverse("panel"))


@never_cache
@require_POST
def panel_leave(request: HttpRequest) -> HttpResponse:
    """The end, on the panel itself."""
    standing = panel_of(request)
    if standing:
        end_panel(panel=standing, by=None, now=timezone.now())
        request.session.flush()
    return redirect("panel")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def panel_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """On the phone: which number, which class, for how long. Only the POST signs the panel in."""
    now = timezone.now()
    classes = classes_for_panel(request.user, timezone.localdate(now))
    if not classes:
        raise Http404
    try:
        question = find_question(token=token, now=now)
        if request.method == "POST":
            return confirm(request, question, now)
    except PanelCodeOver as problem:
        told = {"problem": str(problem)}
        return render(request, "schools/panel_confirm.html", told, status=404)
    today = timezone.localdate(now)
    choices = [(each.pk, f"{each.school} {each.class_name_on(today)}") for each in classes]
    context = {"question": question, "choices": choices}
    return render(request, "schools/panel_confirm.html", context)


def confirm(request: HttpRequest, question: Panel, now: datetime) -> HttpResponse:
    key = request.POST.get("class", "")
    if not (key.isascii() and key.isdigit() and len(key) <= 18):
        raise Http404
    class_unit: Unit = get_object_or_404(classes_to_teach(request.user), pk=int(key))
    confirm_panel(panel=question, class_unit=class_unit, by=signed_in(request), now=now)
    return redirect("panels")


@never_cache
@require_safe
@login_required
def panels(request: HttpRequest) -> HttpResponse:
    """On the phone: the panels that one has signed in, and how to sign another one in."""
    now = timezone.now()
    if not classes_to_teach(request.user).exists():
        raise Http404
    opened = panels_to_end(request.user).open_at(now).select_related("class_unit__school")
    today = timezone.localdate(now)
    context = {
        "opened": [(each, class_of(each).class_name_on(today)) for each in opened],
        "address": request.get_host() + reverse("panel"),
    }
    return render(request, "schools/panels.html", context)


@require_POST
@login_required
def panel_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a panel from the phone."""
    found = get_object_or_404(panels_to_end(request.user).exclude(ends_at=None), pk=pk)
    end_panel(panel=found, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The panel has been signed out."))
    return redirect("panels")
