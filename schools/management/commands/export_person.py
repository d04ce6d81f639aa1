"""`manage.py export_person WHO --out FILE.json`: everything held about one person."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import User
from schools.rights import everything_about


def find_person(who: str) -> User:
    """By user name, or else by number. Raises CommandError."""
    person = User.objects.filter(username=who).first()
    if person is None and who.isascii() and who.isdigit():
        person = User.objects.filter(pk=int(who)).first()
    if person is None:
        raise CommandError(f"There is nobody with the user name or number {who}.")
    return person


class Command(BaseCommand):
    help = "Write everything held about one person into a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("who", metavar="USERNAME_OR_ID")
        parser.add_argument("--out", type=Path, required=True, metavar="FILE.json")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        person = find_person(options["who"])
        held = everything_about(person)
        record(action=AuditAction.EXPORTED, actor=None, about=person, now=timezone.now())
        text = json.dumps(held, ensure_ascii=False, indent=2, cls=DjangoJSONEncoder)
        options["out"].write_text(text, encoding="utf-8")
