"""`manage.py issue_password USERNAME`: a first password for whom no colleague can help."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from schools.audit_signals import home_unit
from schools.domain.passwords import issue_first_passwords
from schools.domain.two_step import reset_two_step as forget_phone
from schools.models import User


class Command(BaseCommand):
    help = "Print a new first password of an adult; it has to be changed at the first sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reset-two-step", action="store_true", help="the phone is gone, too")

    def handle(self, *args: Any, username: str, reset_two_step: bool, **options: Any) -> None:
        found = User.objects.filter(username=username, is_pupil=False, erased_at=None)
        user = found.filter(is_active=True).first()
        if user is None:
            raise CommandError(f"There is no adult with the user name {username}.")
        now, unit = timezone.now(), home_unit(user)
        if reset_two_step:
            forget_phone(user=user, reset_by=None, unit=unit, now=now)
            user.refresh_from_db()
        issued = issue_first_passwords(users=[user], issued_by=None, unit=unit, now=now)
        self.stdout.write(issued[user])
