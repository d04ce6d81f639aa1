"""Staff of a roster: who is known, which posts are missing, and saving it in bulk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from schools.domain.audit import record_posts_added
from schools.domain.roster.accounts import new_account, random_username
from schools.domain.roster.changes import Change
from schools.domain.roster.colleagues import (
    Colleagues,
    Held,
    is_mobile,
    match_staff,
    read_colleagues,
)
from schools.domain.roster.history import ChangeLog
from schools.domain.roster.posts import posts_of
from schools.domain.sessions import close_self_made_accounts
from schools.grades import class_name
from schools.models import Membership, Unit, User
from schools.permissions import colleagues_to_correct
from schools.roster import ClassKey, Problem, StaffRow
from schools.signals import posts_changed

CORRECTED_FIELDS = ["name", "phone", "username"]


@dataclass(frozen=True)
class StaffStep:
    """One member of staff: `user` is None for a new one; `posts` are those still to be given."""

    row: StaffRow
    username: str
    user: User | None = None
    corrections: Mapping[str, str] = field(default_factory=dict)
    posts: tuple[Held, ...] = ()

    @property
    def change(self) -> Change:
        if self.user is None:
            return Change.NEW
        return Change.CHANGED if self.corrections or self.posts else Change.UNCHANGED


@dataclass(frozen=True)
class StaffPlan:
    """What saving would do."""

    steps: tuple[StaffStep, ...]
    problems: tuple[Problem, ...]


def plan_staff(
    *, school: Unit, rows: Iterable[StaffRow], classes: Mapping[ClassKey, Unit], today: date
) -> StaffPlan:
    """Compare rows with the database. Three queries, no writes.

    A post is added where it is missing; none is taken away, because a file may be a part.
    """
    placed, problems = [], []
    for row in rows:
        missing = [key for key in row.classes if key not in classes]
        if missing:
            problems.append(_unknown_classes(row, missing))
        else:
            placed.append(row)
    colleagues = read_colleagues(school=school, rows=placed)
    matched, doubts = match_staff(rows=placed, colleagues=colleagues)
    doubtful = {(problem.sheet, problem.row) for problem in doubts}
    people = [user.pk for user in matched.values()]
    own = set(colleagues_to_correct(school).filter(pk__in=people).values_list("pk", flat=True))
    steps = [
        _plan_one(row, matched.get(row), colleagues, _posts(row, school, classes), own)
        for row in placed
        if (row.sheet, row.row) not in doubtful
    ]
    return StaffPlan(tuple(steps), (*problems, *doubts))


def save_staff(
    *, school: Unit, plan: StaffPlan, log: ChangeLog, now: datetime, actor: User | None
) -> None:
    """Write a plan down, each new post with its audit entry, and tell that posts have changed.

    The caller holds the transaction.
    """
    people = [step.user or _new_colleague(step, now) for step in plan.steps]
    log.created(*User.objects.bulk_create([person for person in people if person.pk is None]))
    corrected = [step for step in plan.steps if step.user and step.corrections]
    log.changing(*(step.user for step in corrected if step.user))
    for step in corrected:
        for name, value in step.corrections.items():
            setattr(step.user, name, value)
    User.objects.bulk_update([s.user for s in corrected if s.user], CORRECTED_FIELDS)
    close_self_made_accounts(people=[step.user for step in plan.steps if step.user])
    given = Membership.objects.bulk_create(
        Membership(user=person, role=role, unit_id=unit_id, post=post)
        for person, step in zip(people, plan.steps, strict=True)
        for role, unit_id, post in step.posts
    )
    log.created(*given)
    record_posts_added(memberships=given, actor=actor, now=now)
    posts_changed.send(sender=Membership, unit=school)  # bulk_create tells nobody


def _posts(row: StaffRow, school: Unit, classes: Mapping[ClassKey, Unit]) -> list[Held]:
    return [
        (each.role.value, (classes[each.class_key] if each.class_key else school).pk, each.post)
        for each in posts_of(row)
    ]


def _plan_one(
    row: StaffRow, user: User | None, colleagues: Colleagues, posts: list[Held], own: set[int]
) -> StaffStep:
    # People sign in with their mobile, so it is the user name, unless somebody has that one.
    phone = row.phone or ""
    wished = phone if is_mobile(phone) and phone not in colleagues.usernames else ""
    if user is None:
        return StaffStep(row, wished or random_username(), posts=tuple(posts))
    wanted = {"name": row.name, "phone": phone}
    if is_mobile(user.phone) and user.username == user.phone:
        wanted["username"] = wished
    # With name and telephone one signs in, so those of who has a post or a child elsewhere stay.
    if user.pk not in own:
        wanted = {}
    corrections = {key: new for key, new in wanted.items() if new and new != getattr(user, key)}
    held = colleagues.held.get(user.pk, set())
    missing = tuple(post for post in posts if post not in held)
    return StaffStep(row, user.username, user, corrections, missing)


def _new_colleague(step: StaffStep, now: datetime) -> User:
    name, phone = step.row.name, step.row.phone or ""
    return new_account(username=step.username, now=now, name=name, phone=phone)


def _unknown_classes(row: StaffRow, missing: list[ClassKey]) -> Problem:
    names = "、".join(class_name(key.grade, key.number) for key in missing)
    reason = _("The school has no such class. Import the pupils first, or correct the class.")
    return Problem(row.sheet, row.row, _("Classes taught"), names, reason)
