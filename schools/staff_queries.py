"""The list of who works somewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from schools.models import Membership, User


@dataclass(frozen=True)
class ColleagueRow:
    """Somebody in a staff list: each post with its class's name ("" at the school itself)."""

    person: User
    posts: list[tuple[Membership, str]]


def colleague_rows(
    people: Sequence[User], memberships: QuerySet[Membership], day: date
) -> list[ColleagueRow]:
    """What these people hold, of these memberships; one query."""
    held: dict[int, list[tuple[Membership, str]]] = {person.pk: [] for person in people}
    of_people = memberships.filter(user__in=people).select_related("unit")
    for each in of_people.order_by("unit__depth", "unit__path", "pk"):
        place = each.unit.class_name_on(day) if each.unit.is_class else ""
        held[each.user_id].append((each, place))
    return [ColleagueRow(person, held[person.pk]) for person in people]
