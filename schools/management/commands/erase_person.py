"""`manage.py erase_person ID --reason …`: erase one person for good."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.domain.erasure import CannotErase, erase_person
from schools.models import User


class Command(BaseCommand):
    help = "Erase one person for good: the figures stay, the name goes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("id", type=int)
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        person = User.objects.filter(pk=options["id"]).first()
        if person is None:
            raise CommandError(f"There is nobody with the number {options['id']}.")
        try:
            erase_person(user=person, reason=options["reason"], now=timezone.now())
        except CannotErase as refusal:
            raise CommandError(str(refusal)) from refusal
