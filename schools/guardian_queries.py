"""Who of a class's and a school's guardians was invited, has joined and has agreed."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from schools.choices import ConsentAnswer
from schools.consent import CURRENT
from schools.models import (
    ClassMembership,
    Consent,
    GuardianPhone,
    Guardianship,
    Invitation,
    Unit,
    User,
)
from schools.models.guardians import MAX_JOINED, MAX_TRIES
from schools.permissions import Viewer, children_of_guardian

Children = list[User] | QuerySet[User]
AGREED, ASKED = "agreed", "asked"


@dataclass(frozen=True)
class GuardianLine:
    """A guardian of a child; `state` is agreed, refused, withdrawn, or asked (no answer yet)."""

    link: Guardianship
    state: str


@dataclass(frozen=True)
class ChildRow:
    """A child of a class. `slip` is none, open, used, locked or expired; `phones` are masked.

    `declined` is the reason (maybe "") of a no without an account; None where there is none.
    """

    child: User
    slip: str
    until: datetime | None
    guardians: list[GuardianLine]
    phones: list[str]
    declined: str | None

    @property
    def is_provided(self) -> bool:
        """Nothing is to be printed: a slip is out, a guardian is here, or the family said no."""
        return self.slip == "open" or bool(self.guardians) or self.declined is not None


@dataclass(frozen=True)
class ClassCount:
    """Children of a class: who have a guardian here, a yes of one, or nothing but a no."""

    class_unit: Unit
    name: str
    pupils: int
    joined: int
    agreed: int
    refused: int


def state_of(answer: str | None, version: str | None) -> str:
    """What an answer means today: a yes to an older text is asked for again, a no stays a no."""
    if answer is None:
        return ASKED
    if answer != ConsentAnswer.GIVEN:
        return answer
    return AGREED if version == CURRENT.version else ASKED


def own_children(user: Viewer) -> list[GuardianLine]:
    """A guardian's children with what was answered for each, in one query."""
    links = children_of_guardian(user).with_answer().select_related("child").order_by("child_id")
    return [GuardianLine(link, state_of(link.answer, link.answered_version)) for link in links]


def child_rows(
    roster: list[User], invitations: dict[int, Invitation], now: datetime
) -> list[ChildRow]:
    """The children of a class list in its order; three queries."""
    guardians = _guardians_of(roster)
    phones: dict[int, list[str]] = defaultdict(list)
    for phone in GuardianPhone.objects.filter(child__in=roster):
        phones[phone.child_id].append(phone.masked)
    declined = _declined(roster)
    rows = []
    for child in roster:
        slip = invitations.get(child.pk)
        rows.append(
            ChildRow(
                child=child,
                slip=slip_state(slip, now),
                until=slip.expires_at if slip else None,
                guardians=guardians[child.pk],
                phones=phones[child.pk],
                declined=declined.get(child.pk),
            )
        )
    return rows


def slip_state(slip: Invitation | None, now: datetime) -> str:
    if slip is None:
        return "none"
    if slip.joined >= MAX_JOINED:
        return "used"
    if slip.failed_tries >= MAX_TRIES:
        return "locked"
    return "open" if slip.expires_at > now else "expired"


def class_counts(school: Unit, day: date) -> list[ClassCount]:
    """The school's classes in tree order; three queries, however large it is."""
    members = ClassMembership.objects.on(day).filter(
        class_unit__school=school, student__is_active=True, student__erased_at=None
    )
    classes: dict[Unit, list[int]] = defaultdict(list)
    for member in members.select_related("class_unit").order_by("class_unit__path", "pk"):
        classes[member.class_unit].append(member.student_id)
    pupils = User.objects.filter(pk__in=members.values("student"))
    guardians, declined = _guardians_of(pupils), _declined(pupils)
    counts = []
    for unit, children in classes.items():
        found = Counter(_child_state(guardians[pk], pk in declined) for pk in children)
        counts.append(
            ClassCount(
                class_unit=unit,
                name=unit.class_name_on(day),
                pupils=len(children),
                joined=sum(bool(guardians[pk]) for pk in children),
                agreed=found[AGREED],
                refused=found["refused"],
            )
        )
    return counts


def _child_state(guardians: list[GuardianLine], is_declined: bool) -> str:
    states = {line.state for line in guardians}
    if AGREED in states:
        return AGREED
    said_no = is_declined or bool(states & {ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN})
    return "refused" if said_no and ASKED not in states else ASKED


def _guardians_of(children: Children) -> dict[int, list[GuardianLine]]:
    found: dict[int, list[GuardianLine]] = defaultdict(list)
    links = Guardianship.objects.filter(child__in=children).with_answer()
    for link in links.select_related("guardian").order_by("pk"):
        found[link.child_id].append(
            GuardianLine(link, state_of(link.answer, link.answered_version))
        )
    return found


def _declined(children: Children) -> dict[int, str]:
    """The children for whom somebody said no with the slip, without an account, and why."""
    refused = Consent.objects.filter(guardian=None, child__in=children).order_by("pk")
    return dict(refused.values_list("child", "reason"))
