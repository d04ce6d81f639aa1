"""A class's PINs: who has one, new ones on slips, and unlocking."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from schools.choices import AuditAction
from schools.domain.audit import record, record_pins_set
from schools.domain.codes import class_code_of
from schools.domain.pins import set_pins, unlock_pin
from schools.forms import PinChoiceForm
from schools.models import ClassCode, Pin, Unit, User
from schools.namesakes import roster_labels
from schools.permissions import (
    classes_to_teach,
    classes_with_pins_to_manage,
    pupils_on_roster,
    signed_in,
)


@dataclass(frozen=True)
class PinRow:
    """A line of the list: a pupil and the state of the PIN (none, ok, locked)."""

    pupil: User
    state: str


def pins_of(roster: list[User]) -> dict[int, Pin]:
    return {pin.user_id: pin for pin in Pin.objects.filter(user__in=roster)}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_pins(request: HttpRequest, pk: int) -> HttpResponse:
    """The class's list; a POST makes new PINs and shows them this once."""
    class_unit: Unit = get_object_or_404(classes_with_pins_to_manage(request.user), pk=pk)
    now = timezone.now()
    roster = pupils_on_roster(class_unit, timezone.localdate(now))
    pins = pins_of(roster)
    form = PinChoiceForm(request.POST or None, roster=roster, pins=pins)
    if form.is_valid():
        with transaction.atomic():
            made = set_pins(students=form.chosen, now=now)
            record_pins_set(actor=signed_in(request), class_unit=class_unit, students=made, now=now)
            code = class_code_of(class_unit=class_unit, now=now)
        labels = roster_labels(roster)
        slips = [(labels[pupil.pk], pin) for pupil, pin in made.items()]
        return show_slips(request, class_unit, slips, code)
    context = {
        "class_unit": class_unit,
        "class_name": class_unit.class_name_on(timezone.localdate(now)),
        "form": form,
        "rows": [PinRow(pupil, state_of(pins.get(pupil.pk))) for pupil in roster],
        "missing": sum(pupil.pk not in pins for pupil in roster),
        "class_code": ClassCode.objects.filter(pk=class_unit.pk).first(),
        "home_url": address_of(request, "home_sign_in"),
    }
    return render(request, "schools/class_pins.html", context, status=422 if form.errors else 200)


def state_of(pin: Pin | None) -> str:
    if pin is None:
        return "none"
    return "locked" if pin.is_locked else "ok"


def address_of(request: HttpRequest, name: str) -> str:
    """A page's address as somebody would type it."""
    return f"{request.get_host()}{reverse(name)}".rstrip("/")


def show_slips(
    request: HttpRequest, class_unit: Unit, slips: list[tuple[str, str]], code: ClassCode
) -> HttpResponse:
    """The printable slips, (name, PIN). Not kept anywhere: whoever loses one gets a new PIN."""
    context = {
        "class_unit": class_unit,
        "class_name": class_unit.class_name_on(timezone.localdate()),
        "slips": slips,
        "class_code": code,
        "join_address": address_of(request, "join"),
        "home_address": address_of(request, "home_sign_in"),
    }
    return render(request, "schools/pin_slips.html", context)


@require_POST
def pin_unlock(request: HttpRequest, pk: int, student_pk: int) -> HttpResponse:
    """Unlock one pupil and go back to where the button was."""
    class_unit: Unit = get_object_or_404(classes_to_teach(request.user), pk=pk)
    roster = {pupil.pk: pupil for pupil in pupils_on_roster(class_unit, timezone.localdate())}
    if student_pk not in roster:
        raise Http404
    with transaction.atomic():
        unlock_pin(student=roster[student_pk])
        record(
            action=AuditAction.PIN_UNLOCKED,
            actor=signed_in(request),
            unit=class_unit,
            about=roster[student_pk],
            now=timezone.now(),
        )
    messages.success(
        request, _("%(name)s can try the PIN again.") % {"name": roster[student_pk].name}
    )
    target = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(target) if is_safe else redirect("class_pins", pk=pk)
