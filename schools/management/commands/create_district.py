"""`manage.py create_district --code … --name … --officer … `: a district and its first officer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from schools.backends import fold_phone
from schools.choices import Post
from schools.domain.passwords import issue_first_passwords
from schools.domain.posts import PhoneTaken, add_colleague
from schools.domain.roster.colleagues import is_mobile
from schools.domain.units import CodeTaken, create_district
from schools.models import User
from schools.roster import CellError
from schools.roster.cells import clean_name


class Command(BaseCommand):
    help = "Make a district with its first bureau officer, and print how to sign in, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--code", required=True, help="such as sunshine-district")
        parser.add_argument("--name", required=True, help="as people read it")
        parser.add_argument("--officer", required=True, help="the first bureau officer's name")
        sign_in = parser.add_mutually_exclusive_group(required=True)
        sign_in.add_argument("--phone", default="", help="their mobile number, for signing in")
        sign_in.add_argument("--username", default="", help="or a user name")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        now, username = timezone.now(), options["username"]
        phone = fold_phone(options["phone"])
        if not username and not is_mobile(phone):
            raise CommandError(f"{options['phone']} is not a mobile number of 11 digits.")
        if User.objects.filter(username=username).exists():
            raise CommandError(f"The user name {username} is taken.")
        try:
            name = clean_name(options["officer"])
            district = create_district(code=options["code"], name=options["name"], now=now)
            officer = add_colleague(
                unit=district,
                name=name,
                phone=phone,
                post=Post.BUREAU_OFFICER,
                actor=None,
                now=now,
            )
        except (CellError, CodeTaken, PhoneTaken) as refusal:
            raise CommandError(str(refusal)) from refusal
        if username:
            officer.username = username
            officer.save(update_fields=["username"])
        self.stdout.write(f"{district.name}: /units/{district.pk}/")
        if officer.has_usable_password():
            self.stdout.write(f"{name} ({officer.username}) signs in as before.")
        else:
            issued = issue_first_passwords(users=[officer], issued_by=None, unit=district, now=now)
            password = issued[officer]
            self.stdout.write(f"{name} signs in with {officer.username} and {password}")
            self.stdout.write("Nobody can read the password again. It is to be changed at once.")
