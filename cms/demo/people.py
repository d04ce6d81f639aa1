"""The demo's units and people."""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from schools.choices import ConsentAnswer, Post, Stage, UnitKind, role_of
from schools.consent import CURRENT
from schools.domain.codes import class_code_of
from schools.domain.consent import answer_consent
from schools.domain.pins import set_pins
from schools.models import ClassMembership, Guardianship, Membership, Unit, User
from schools.permissions import pupils_on_roster

DISTRICT, SCHOOL, SECOND_SCHOOL = "demo-district", "demo-primary", "demo-second"
SURNAMES = "赵钱孙李周吴郑王"
USERNAMES = ("bureau", "safety", "teacher", "admin", "parent")


@dataclass(frozen=True)
class Accounts:
    """How to sign in, kept in a git-ignored file so that a second run can print it again."""

    path: Path

    def read(self) -> dict[str, str]:
        return json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}

    def write(self, known: dict[str, str]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.touch(mode=0o600)
        self.path.chmod(0o600)  # also the file of an older version, or one restored from a copy
        self.path.write_text(json.dumps(known, ensure_ascii=False, indent=1), "utf-8")


def holds_real_data() -> bool:
    """Whether units stand here that are not the demo's, or, before the demo, accounts so called.

    The demo gives its accounts new passwords and takes the front page for its own.
    """
    district = Unit.objects.filter(code=DISTRICT, depth=1).first()
    if district is None:
        return Unit.objects.exists() or User.objects.filter(username__in=USERNAMES).exists()
    return Unit.objects.exclude(path__startswith=district.path).exists()


def make_units() -> tuple[Unit, Unit, Unit]:
    """The district and its two schools, made once."""
    district = Unit.objects.filter(code=DISTRICT).first() or Unit.add_root(
        kind=UnitKind.DISTRICT, code=DISTRICT, name="示范区教育局"
    )
    schools = []
    for code, name in [(SCHOOL, "示范区实验小学"), (SECOND_SCHOOL, "示范区第二小学")]:
        school = Unit.objects.filter(code=code).first()
        schools.append(
            school
            or Unit.objects.get(pk=district.pk).add_child(
                kind=UnitKind.SCHOOL, code=code, name=name, stage=Stage.PRIMARY
            )
        )
    return district, schools[0], schools[1]


@transaction.atomic
def make_second_school_class(school: Unit, entry_year: int, day: date) -> None:
    """One class of eight, so that the district has more than one school to tell about."""
    if Unit.objects.filter(school=school).exists():
        return
    class_unit = Unit.objects.get(pk=school.pk).add_child(
        kind=UnitKind.CLASS,
        school_id=school.pk,
        stage=Stage.PRIMARY,
        entry_year=entry_year,
        number=1,
    )
    for number, surname in enumerate(SURNAMES, start=1):
        pupil = User(username=f"demo-second-{number}", name=f"{surname}小河", is_pupil=True)
        pupil.set_unusable_password()
        pupil.save()
        ClassMembership.objects.create(student=pupil, class_unit=class_unit, starts_date=day)


def ensure_account(
    *, username: str, name: str, known: dict[str, str], is_superuser: bool = False
) -> User:
    """An account with a random password, which is noted in `known` when it is made."""
    user = User.objects.filter(username=username).first()
    if user is None or username not in known:
        user = user or User(username=username, name=name)
        user.is_superuser = user.is_staff = is_superuser
        known[username] = secrets.token_urlsafe(6).replace("-", "x").replace("_", "y")
        user.set_password(known[username])
        user.save()
    return user


def hold(user: User, post: Post, unit: Unit) -> None:
    role = role_of(post, at_class=unit.is_class)
    Membership.objects.get_or_create(user=user, role=role, unit=unit, defaults={"post": post})


@transaction.atomic
def make_accounts(
    *, district: Unit, school: Unit, class_unit: Unit, known: dict[str, str], now: datetime
) -> User:
    """The bureau officer, head teacher, safety officer, parent and administrator; the pupil."""
    hold(
        ensure_account(username="bureau", name="周科长", known=known),
        Post.BUREAU_OFFICER,
        district,
    )
    hold(ensure_account(username="safety", name="沈安全", known=known), Post.SAFETY_OFFICER, school)
    hold(
        ensure_account(username="teacher", name="陈班主任", known=known),
        Post.HEAD_TEACHER,
        class_unit,
    )
    ensure_account(username="admin", name="系统管理员", known=known, is_superuser=True)
    pupils = pupils_on_roster(class_unit, now.date())
    parent = ensure_account(username="parent", name="学生家长", known=known)
    Guardianship.objects.get_or_create(guardian=parent, child=pupils[0])
    if not parent.consents.exists():
        answer_consent(
            guardian=parent,
            child=pupils[0],
            answer=ConsentAnswer.GIVEN,
            version=CURRENT.version,
            now=now,
        )
    if not all(str(pupil.pk) in known for pupil in pupils):
        known.update({str(p.pk): pin for p, pin in set_pins(students=pupils, now=now).items()})
    class_code_of(class_unit=class_unit, now=now)
    return pupils[0]
