"""A class's sign-in cards: who has one since when, and new ones to print."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schools.cards import card_token
from schools.domain.audit import record_cards_issued
from schools.domain.cards import issue_cards
from schools.forms import CardChoiceForm
from schools.models import Card, Unit, User
from schools.permissions import classes_with_pins_to_manage, pupils_on_roster, signed_in
from schools.qr import qr_svg


@dataclass(frozen=True)
class CardRow:
    """A line of the list: a pupil, and since when the card in use stands (None: no card)."""

    pupil: User
    issued_at: datetime | None


@dataclass(frozen=True)
class PrintedCard:
    pupil: User
    qr: SafeString


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def class_cards(request: HttpRequest, pk: int) -> HttpResponse:
    """The class's list; a POST makes new cards and shows them this once, to print."""
    class_unit: Unit = get_object_or_404(classes_with_pins_to_manage(request.user), pk=pk)
    now = timezone.now()
    roster = pupils_on_roster(class_unit, timezone.localdate(now))
    cards = {card.pk: card for card in Card.objects.filter(user__in=roster)}
    form = CardChoiceForm(request.POST or None, roster=roster, cards=cards)
    context = {
        "class_unit": class_unit,
        "class_name": class_unit.class_name_on(timezone.localdate(now)),
    }
    if form.is_valid():
        actor = signed_in(request)
        with transaction.atomic():
            issued = issue_cards(students=form.chosen, issued_by=actor, now=now)
            record_cards_issued(actor=actor, class_unit=class_unit, students=form.chosen, now=now)
        context["cards"] = [print_card(request, card) for card in issued]
        return render(request, "schools/cards_print.html", context)
    context |= {
        "form": form,
        "rows": [CardRow(pupil, form.given.get(pupil.pk)) for pupil in roster],
        "missing": sum(pupil.pk not in cards for pupil in roster),
    }
    return render(request, "schools/class_cards.html", context, status=422 if form.errors else 200)


def print_card(request: HttpRequest, card: Card) -> PrintedCard:
    """The only place where a token leaves the server."""
    address = request.build_absolute_uri(reverse("card_token", args=[card_token(card)]))
    title = _("Sign-in card of %(name)s") % {"name": card.user.name}
    return PrintedCard(card.user, qr_svg(address, title=title))
