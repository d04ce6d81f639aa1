"""Makes classes with an open sitting each; prints how each pupil comes in. Run as `-m`."""

import json
import sys
from typing import Any

import django

CLASS_SIZE = 45
PIN = "4827"


def make_class(school: Any, quiz: Any, number: int, pupils: int) -> tuple[Any, list[Any]]:
    """A class in the middle of its lesson: an open sitting, and pupils who are not in yet."""
    from django.utils import timezone

    from schools.choices import Role
    from tests import factories
    from tests.quizzes.factories import make_sitting

    class_unit = factories.make_class(school, number=number)
    teacher = factories.make_member(Role.HEAD_TEACHER, class_unit)
    made = [factories.make_pupil(class_unit) for _place in range(pupils)]
    return make_sitting(class_unit, teacher, quiz=quiz, now=timezone.now()), made


def card_work(pupils: list[Any], teacher: Any) -> list[dict[str, str]]:
    from django.urls import reverse
    from django.utils import timezone

    from schools.cards import card_token
    from schools.domain.cards import issue_cards

    cards = issue_cards(students=pupils, issued_by=teacher, now=timezone.now())
    return [{"card": reverse("card_token", args=[card_token(card)])} for card in cards]


def pin_work(pupils: list[Any], sitting: Any, digest: str) -> list[dict[str, str]]:
    """Every PIN is the same here: checking one costs as much as checking any other."""
    from django.urls import reverse
    from django.utils import timezone

    from schools.models import Pin

    Pin.objects.bulk_create(
        Pin(user=pupil, digest=digest, changed_at=timezone.now()) for pupil in pupils
    )
    path = reverse("join_class", args=[sitting.join_code])
    return [{"join": path, "student": str(pupil.pk), "pin": PIN} for pupil in pupils]


def make_work(cards: int, pins: int) -> dict[str, list[dict[str, str]]]:
    """As many sign-ins by card and by PIN, in classes of forty-five."""
    from django.contrib.auth.hashers import make_password

    from tests import factories
    from tests.quizzes.factories import make_quiz

    school = factories.make_school(factories.make_district())
    quiz, digest = make_quiz(school, count=10), make_password(PIN)
    work: dict[str, list[dict[str, str]]] = {"cards": [], "pins": []}
    for number in range(1, 100):
        kind = "cards" if len(work["cards"]) < cards else "pins"
        left = (cards if kind == "cards" else pins) - len(work[kind])
        if left <= 0:
            return work
        sitting, pupils = make_class(school, quiz, number, min(left, CLASS_SIZE))
        by_card = kind == "cards"
        work[kind] += (
            card_work(pupils, sitting.given_by) if by_card else pin_work(pupils, sitting, digest)
        )
    raise ValueError("more than ninety-nine classes")


def main(cards: int, pins: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        work = make_work(cards, pins)
    json.dump(work, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
