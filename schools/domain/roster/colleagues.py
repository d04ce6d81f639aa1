"""Which member of staff of the database a row of the file means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from schools.models import Membership, Unit, User
from schools.roster import Problem, StaffRow
from schools.roster.staff import MOBILE_DIGITS

Held = tuple[str, int, str]


@dataclass(frozen=True)
class Colleagues:
    """Who works at the school (by name), who has one of the file's telephones, and their posts.

    `held` are (role, unit id, post) at the school and below it, by person.
    """

    by_phone: Mapping[str, list[User]]
    by_name: Mapping[str, list[User]]
    held: Mapping[int, set[Held]]
    usernames: frozenset[str]


class Unmatched(Exception):
    """It cannot be told whom a row means; the message is a translated sentence."""


def is_mobile(phone: str | None) -> bool:
    """Whether a telephone is one person's own, which an office's is not."""
    return bool(phone) and len(phone or "") == MOBILE_DIGITS and (phone or "").startswith("1")


def read_colleagues(*, school: Unit, rows: Iterable[StaffRow]) -> Colleagues:
    """Two queries, however long the file is."""
    phones = {row.phone for row in rows if row.phone}
    held: dict[int, set[Held]] = defaultdict(set)
    people: dict[int, User] = {}
    roles = Membership.objects.filter(unit__path__startswith=school.path).select_related("user")
    for membership in roles.order_by("user_id", "id"):
        held[membership.user_id].add((membership.role, membership.unit_id, membership.post))
        people[membership.user_id] = membership.user
    by_name: dict[str, list[User]] = defaultdict(list)
    for user in people.values():
        by_name[user.name].append(user)
    taken = User.objects.filter(Q(phone__in=phones) | Q(username__in=phones)).order_by("pk")
    by_phone: dict[str, list[User]] = defaultdict(list)
    for user in taken:
        if user.phone and not user.is_pupil:
            by_phone[user.phone].append(user)
    return Colleagues(by_phone, by_name, held, frozenset(user.username for user in taken))


def match_staff(
    *, rows: Iterable[StaffRow], colleagues: Colleagues
) -> tuple[dict[StaffRow, User], list[Problem]]:
    """The known person of each row that has one, and the rows for which it cannot be told.

    First by telephone over the whole file, so that a namesake takes nobody else's place.
    """
    matched: dict[StaffRow, User] = {}
    problems: list[Problem] = []
    waiting: list[StaffRow] = []
    for row in rows:
        try:
            if user := _by_phone(row, colleagues):
                matched[row] = user
            else:
                waiting.append(row)
        except Unmatched as error:
            problems.append(_phone_problem(row, str(error)))
    claimed = {user.pk for user in matched.values()}
    for row in waiting:
        free = [user for user in colleagues.by_name.get(row.name, []) if user.pk not in claimed]
        if len(free) > 1:
            reason = _("Several people of this school have this name. Give the mobile number.")
            problems.append(Problem(row.sheet, row.row, _("Name"), row.name, reason))
        elif free:
            matched[row] = free[0]
            claimed.add(free[0].pk)
    return matched, problems


def _by_phone(row: StaffRow, colleagues: Colleagues) -> User | None:
    callers = colleagues.by_phone.get(row.phone or "", [])
    ours = [user for user in callers if user.pk in colleagues.held]
    if not is_mobile(row.phone):
        return next((user for user in ours if user.name == row.name), None)
    if namesake := next((user for user in callers if user.name == row.name), None):
        return namesake
    # A mobile tells who it is, so another name is a correction, but only among our own people:
    # a file of one school must not rename another's.
    if callers and len(callers) > len(ours):
        raise Unmatched(_("This mobile number belongs to an account with another name. Check it."))
    return ours[0] if len(ours) == 1 else None


def _phone_problem(row: StaffRow, reason: str) -> Problem:
    return Problem(row.sheet, row.row, _("Mobile number"), row.phone or "", reason)
