"""Which pupil of the database a row of the file means."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from schools.models import ClassMembership, Unit, User
from schools.roster import ClassKey, PupilRow
from schools.student_hash import student_hash

Pool = Mapping[tuple[int, str], list[User]]


@dataclass
class Draft:
    """A row on its way to being matched."""

    row: PupilRow
    student_hash: str | None
    user: User | None = None

    @classmethod
    def of(cls, row: PupilRow) -> "Draft":
        return cls(row, student_hash(row.student_id) if row.student_id else None)


@dataclass(frozen=True)
class Standing:
    """What the database holds of the pupils that a file may mean.

    `memberships` are those that have not ended, by pupil; `rostered` the school's classes that
    have, or once had, pupils.
    """

    school: Unit
    today: date
    by_hash: Mapping[str, User]
    memberships: Mapping[int, list[ClassMembership]]
    rostered: frozenset[int]

    def memberships_here(self, user: User) -> list[ClassMembership]:
        found = self.memberships.get(user.pk, [])
        return [each for each in found if each.class_unit.school_id == self.school.pk]

    def is_elsewhere(self, user: User) -> bool:
        """Whether the pupil is in another school, and not in this one as well."""
        held = self.memberships.get(user.pk, [])
        left = self.memberships_left_behind(user)
        return len(held) > len(left) and not self.memberships_here(user)

    def memberships_left_behind(self, user: User) -> list[ClassMembership]:
        """Places in other schools' classes that are through: 大班, 六年级, 九年级 of last year."""
        return [
            each
            for each in self.memberships.get(user.pk, [])
            if each.class_unit.school_id != self.school.pk
            and each.class_unit.has_left_school_on(self.today)
        ]


def read_standing(*, school: Unit, drafts: Iterable[Draft], today: date) -> Standing:
    """Three queries, however long the file is."""
    hashes = {draft.student_hash for draft in drafts if draft.student_hash}
    known = User.objects.filter(student_hash__in=hashes)
    by_hash = {user.student_hash: user for user in known if user.student_hash}
    lasting = ClassMembership.objects.filter(
        Q(ends_date=None) | Q(ends_date__gt=today),
        Q(class_unit__school=school) | Q(student__in=[user.pk for user in by_hash.values()]),
    ).select_related("student", "class_unit")
    memberships = defaultdict(list)
    for membership in lasting.order_by("student_id", "id"):
        memberships[membership.student_id].append(membership)
    ever = ClassMembership.objects.filter(class_unit__school=school)
    rostered = frozenset(ever.values_list("class_unit_id", flat=True).distinct())
    return Standing(school, today, by_hash, memberships, rostered)


def match_pupils(
    *, drafts: list[Draft], standing: Standing, classes: Mapping[ClassKey, Unit]
) -> None:
    """Give each draft its `user`, where there is one; no pupil goes to two drafts.

    First by 学籍号. Then by name within the class: rows without a number take pupils without one,
    the first the first, so that a second import changes nothing; rows with a number that nobody
    has take what is left of these, and bring them their number. Last, rows without a number take
    pupils whose number the file does not mention: a list without numbers doubles nobody.
    """
    for draft in drafts:
        draft.user = standing.by_hash.get(draft.student_hash or "")
    claimed = {draft.user.pk for draft in drafts if draft.user}
    numbered, unnumbered = _pools(standing, claimed)
    with_id = [draft for draft in drafts if draft.student_hash]
    without_id = [draft for draft in drafts if not draft.student_hash]
    for waiting, pool in [(without_id, unnumbered), (with_id, unnumbered), (without_id, numbered)]:
        for draft in waiting:
            unit = classes.get(draft.row.class_key)
            if draft.user is None and unit:
                namesakes = pool.get((unit.pk, draft.row.name))
                draft.user = namesakes.pop(0) if namesakes else None


def _pools(standing: Standing, claimed: set[int]) -> tuple[Pool, Pool]:
    """The school's pupils by class and name: those with a number, and those without."""
    numbered: dict[tuple[int, str], list[User]] = defaultdict(list)
    unnumbered: dict[tuple[int, str], list[User]] = defaultdict(list)
    for pk, memberships in standing.memberships.items():
        user = memberships[0].student
        here = standing.memberships_here(user)
        if pk not in claimed and here:
            pool = numbered if user.student_hash else unnumbered
            pool[here[0].class_unit_id, user.name].append(user)
    return numbered, unnumbered
