"""People's posts one by one: somebody new, another post or class, the end of one."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schools.choices import CLASS_POSTS, AuditAction, Post, Role, RosterChangeKind, role_of
from schools.domain.audit import acting_as, record
from schools.domain.roster.accounts import new_account, random_username
from schools.domain.roster.colleagues import is_mobile
from schools.domain.roster.history import ChangeLog, log_changes
from schools.domain.sessions import close_self_made_accounts
from schools.models import Membership, Unit, User
from schools.permissions import posts_to_give, staff_of

LEADING = (Role.BUREAU_OFFICER, Role.SCHOOL_HEAD, Role.SAFETY_OFFICER)


class PhoneTaken(Exception):
    """The mobile belongs to somebody of another name; the message is a translated sentence."""


class NameTaken(Exception):
    """Somebody of this name works here; the message is a translated sentence."""


class PostNotGiven(Exception):
    """Such a post is not given at this unit."""


class LastOne(Exception):
    """Nobody else leads here, or it is one's own: to be asked twice. A translated sentence."""


@transaction.atomic
def add_colleague(
    *,
    unit: Unit,
    name: str,
    phone: str,
    post: Post,
    classes: Collection[Unit] = (),
    is_namesake: bool = False,
    actor: User | None,
    now: datetime,
) -> User:
    """Somebody new at a school or in a bureau, with a first post. No phone is "".

    A mobile that an adult of the same name has is that person's, who gets the post. Without one,
    a name that works here already is refused unless `is_namesake`. The account has no password.
    Raises PhoneTaken, NameTaken, PostNotGiven.
    """
    _lock(unit)
    person = _owner_of(phone, name)
    if person is None and not is_namesake and staff_of(unit).filter(name=name).exists():
        raise NameTaken(
            _(
                "%(name)s works here already. Open that page to add a post, or tick below that "
                "it is another person of the same name."
            )
            % {"name": name}
        )
    with log_changes(school=unit, kind=RosterChangeKind.POSTS, actor=actor, now=now) as log:
        if person is None:
            person = _new_person(name, phone, now)
            log.created(person)
        _give(log, person, unit, post, classes, actor)
    return person


@transaction.atomic
def correct_colleague(
    *, person: User, unit: Unit, name: str, phone: str, actor: User, now: datetime
) -> None:
    """Another name, or another telephone; no phone leaves the one that is known.

    Who signs in with the mobile signs in with the new one. Raises PhoneTaken.
    """
    _lock(unit)
    person = User.objects.select_for_update().get(pk=person.pk)
    if phone and phone != person.phone and _owners_of(phone).exclude(pk=person.pk).exists():
        raise PhoneTaken(_("This mobile number belongs to another account. Check it."))
    with log_changes(school=unit, kind=RosterChangeKind.POSTS, actor=actor, now=now) as log:
        log.changing(person)
        if phone and person.username == person.phone:
            person.username = _free_username(phone, person)
        person.name, person.phone = name, phone or person.phone
        person.save(update_fields=["name", "phone", "username"])
    if log.change:
        record(
            action=AuditAction.ROSTER_CHANGED,
            actor=actor,
            unit=unit,
            about=person,
            detail={"change": log.change.kind, **log.change.detail},
            now=now,
        )


@transaction.atomic
def give_post(
    *,
    person: User,
    unit: Unit,
    post: Post,
    classes: Collection[Unit] = (),
    actor: User | None,
    now: datetime,
) -> int:
    """Give a post, at these classes or else at the unit; how many were new. Raises PostNotGiven."""
    _lock(unit)
    with log_changes(school=unit, kind=RosterChangeKind.POSTS, actor=actor, now=now) as log:
        return _give(log, person, unit, post, classes, actor)


@transaction.atomic
def end_post(
    *, membership: Membership, unit: Unit, actor: User, now: datetime, is_sure: bool = False
) -> None:
    """End one post at a school or in a bureau; the person stays, and so does all they did.

    Raises LastOne, unless `is_sure`, when nobody would hold the role any longer, or when
    somebody ends the last of their own that leads here.
    """
    _lock(unit)
    if not is_sure and membership.role in LEADING:
        _warn(membership, unit, actor)
    with log_changes(school=unit, kind=RosterChangeKind.POSTS, actor=actor, now=now) as log:
        log.deleting(membership)
        with acting_as(actor):
            membership.delete()


def _lock(unit: Unit) -> None:
    """As a roster import locks it; and so that two do not end the last two posts at once."""
    list(Unit.objects.select_for_update().filter(pk=unit.pk))


def _give(
    log: ChangeLog,
    person: User,
    unit: Unit,
    post: Post,
    classes: Iterable[Unit],
    actor: User | None,
) -> int:
    if post not in posts_to_give(unit):
        raise PostNotGiven(post)
    close_self_made_accounts(people=[person])
    person.refresh_from_db(fields=["password"])
    made = []
    for place in (post in CLASS_POSTS and list(classes)) or [unit]:
        role = role_of(post, at_class=place.is_class)
        with acting_as(actor):
            membership, is_new = Membership.objects.get_or_create(
                user=person, role=role, post=post, unit=place
            )
        made += [membership] if is_new else []
    log.created(*made)
    return len(made)


def _owner_of(phone: str, name: str) -> User | None:
    """The adult whose mobile this is. Raises PhoneTaken when the name is another."""
    owners = list(_owners_of(phone).order_by("pk"))
    found = next((owner for owner in owners if owner.name == name), None)
    if owners and found is None:
        raise PhoneTaken(_("This mobile number belongs to an account with another name. Check it."))
    return found


def _new_person(name: str, phone: str, now: datetime) -> User:
    person = new_account(username=_free_username(phone), now=now, name=name, phone=phone)
    person.save()
    return person


def _owners_of(phone: str) -> QuerySet[User]:
    """The adults whose mobile this is; an office's telephone is nobody's own."""
    people = User.objects.filter(phone=phone, is_pupil=False, erased_at=None)
    return people if is_mobile(phone) else people.none()


def _free_username(phone: str, person: User | None = None) -> str:
    """People sign in with their mobile, so it is the user name, unless somebody has that one."""
    others = User.objects.filter(username=phone)
    if person:
        others = others.exclude(pk=person.pk)
    is_free = is_mobile(phone) and not others.exists()
    return phone if is_free else random_username()


def _warn(membership: Membership, unit: Unit, actor: User) -> None:
    others = Membership.objects.filter(unit=membership.unit).exclude(pk=membership.pk)
    role = Role(membership.role).label
    if not others.filter(role=membership.role).exists():
        raise LastOne(
            _("After this nobody at %(unit)s is a %(role)s. Name somebody else first, if you can.")
            % {"unit": unit.name, "role": role}
        )
    if membership.user_id == actor.pk and not others.filter(user=actor, role__in=LEADING).exists():
        raise LastOne(_("This is your own post. After this you can no longer open this page."))
