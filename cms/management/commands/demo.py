"""`manage.py demo`: everything that a stranger needs to see the product at work. Idempotent."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.content import read_yaml
from cms.demo.calendar import demo_terms
from cms.demo.people import (
    Accounts,
    holds_real_data,
    make_accounts,
    make_second_school_class,
    make_units,
)
from cms.demo.site import load_lesson, make_school_theme, make_tree
from plan.domain.loading import load_laws, load_plan, load_topics
from schools.domain.calendar import make_school_year
from schools.domain.roster import import_roster
from schools.models import ClassMembership, Unit, User
from schools.roster.parse import parse_roster

ROSTER = Path(settings.CONTENT_DIR) / "demo" / "实验小学-学生花名册.xlsx"
DEMO_GRADE = 4


class Command(BaseCommand):
    help = "Load the demonstration and print what to open and how to sign in."

    def handle(self, *args: Any, **options: Any) -> None:
        if holds_real_data():
            raise CommandError(
                _(
                    "This database holds schools or people that are not the demonstration's. "
                    "Nothing was changed. Start without the demonstration: deploy/run.sh"
                )
            )
        now = timezone.now()
        today = timezone.localdate(now)
        load_topics(rows=read_yaml("topics.yaml"))
        load_laws(rows=read_yaml("laws.yaml"))
        district, school, second = make_units()
        starts, ends, terms = demo_terms(read_yaml("calendar.yaml"), today)
        year = make_school_year(district=district, starts=starts, ends=ends, terms=terms)
        load_plan(district=district, school_year=year, data=read_yaml("plan.yaml"))
        if not ClassMembership.objects.filter(class_unit__school=school).exists():
            import_roster(school=school, parsed=parse_roster(ROSTER), now=now, good_rows=True)
        class_unit = self.demo_class(school)
        make_second_school_class(second, class_unit.entry_year or starts.year, starts)
        accounts = Accounts(settings.VAR_DIR / "demo-accounts.json")
        known = accounts.read()
        pupil = make_accounts(
            district=district, school=school, class_unit=class_unit, known=known, now=now
        )
        accounts.write(known)
        load_lesson(district=district, themes=make_tree(district), now=now)
        make_school_theme(school=school, now=now)
        call_command("update_index", verbosity=0)
        self.tell(class_unit, pupil, known)

    def demo_class(self, school: Unit) -> Unit:
        """The first class of grade four, as the demo was first loaded."""
        classes = Unit.objects.filter(school=school, number=1).order_by("-entry_year")
        return list(classes)[DEMO_GRADE - 1]

    def tell(self, class_unit: Unit, pupil: User, known: dict[str, str]) -> None:
        base = settings.WAGTAILADMIN_BASE_URL
        lines = [
            "",
            _("Open %(url)s") % {"url": f"{base}/"},
            _("Sign in at %(url)s as:") % {"url": f"{base}/sign-in/"},
        ]
        for who, username in [
            (_("Head teacher of %(name)s") % {"name": class_unit}, "teacher"),
            (_("Safety officer of the school"), "safety"),
            (_("Bureau officer"), "bureau"),
            (_("Parent of %(name)s") % {"name": pupil.name}, "parent"),
            (_("Administrator"), "admin"),
        ]:
            lines.append(f"  {who}: {username} / {known[username]}")
        lines += [
            _("Pupils join at %(url)s with the code that the teacher's screen shows:")
            % {"url": f"{base}/join/"},
            f"  {pupil.name}: PIN {known[str(pupil.pk)]}",
            _("All PINs of the class are in %(path)s.") % {"path": "var/demo-accounts.json"},
            "",
        ]
        self.stdout.write("\n".join(lines))
