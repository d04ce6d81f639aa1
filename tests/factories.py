"""Small makers of real rows. The world they make is one district with two schools."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from cms.author_signals import on_post
from schools.choices import ConsentAnswer, Role, Stage, UnitKind
from schools.consent import CURRENT
from schools.models import ClassMembership, Consent, Guardianship, Membership, Unit, User

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday 10:00 in Shanghai
TODAY = date(2026, 11, 23)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.django.Password("correct horse battery")


def make_district(code: str = "d1", name: str = "示范区教育局") -> Unit:
    return Unit.add_root(kind=UnitKind.DISTRICT, code=code, name=name)


def make_school(district: Unit, code: str = "s1", name: str = "实验小学") -> Unit:
    # treebeard keeps the child count in memory, so the parent is read anew.
    parent = Unit.objects.get(pk=district.pk)
    return parent.add_child(kind=UnitKind.SCHOOL, code=code, name=name, stage=Stage.PRIMARY)


def make_class(school: Unit, entry_year: int = 2023, number: int = 1) -> Unit:
    """A class; with the defaults it is grade four in autumn 2026."""
    parent = Unit.objects.get(pk=school.pk)
    return parent.add_child(
        kind=UnitKind.CLASS,
        school_id=school.pk,
        stage=Stage.PRIMARY,
        entry_year=entry_year,
        number=number,
    )


def make_pupil(class_unit: Unit, name: str = "", starts_date: date = date(2026, 9, 1)) -> User:
    pupil = UserFactory(is_pupil=True, **({"name": name} if name else {}))
    ClassMembership.objects.create(student=pupil, class_unit=class_unit, starts_date=starts_date)
    return pupil


def make_member(role: Role, unit: Unit, **fields: object) -> User:
    user = UserFactory(**fields)
    # In bulk: the posts of a test's world leave no entries in the audit log.
    [membership] = Membership.objects.bulk_create([Membership(user=user, role=role, unit=unit)])
    on_post(instance=membership)
    return user


def agree(guardian: User, child: User) -> Consent:
    return Consent.objects.create(
        guardian=guardian,
        child=child,
        version=CURRENT.version,
        answer=ConsentAnswer.GIVEN,
        answered_at=NOW,
    )


def make_guardian(child: User, **fields: object) -> User:
    """A guardian who agreed."""
    guardian = UserFactory(**fields)
    Guardianship.objects.create(guardian=guardian, child=child)
    agree(guardian, child)
    return guardian
