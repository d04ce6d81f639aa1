"""The rows of a roster change in words, for people to read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from schools.choices import RowChange, Stage, System
from schools.domain.roster.history import Values
from schools.domain.roster.listing import words_of_correction
from schools.models import ClassMembership, Membership, RosterChangeRow, Unit


@dataclass(frozen=True)
class Line:
    """One thing that changed: whose, what, from what to what; telephones masked."""

    who: str
    what: str
    before: str
    after: str


def tell_rows(rows: Sequence[RosterChangeRow], *, today: date) -> list[Line]:
    """A line or more for each row. Two queries, however many rows; persons are read already."""
    places = [row.object_pk for row in rows if row.model == "classmembership"]
    classes = dict(ClassMembership.objects.filter(pk__in=places).values_list("pk", "class_unit_id"))
    named = {pk for row in rows for pk in _units_of(row, classes) if pk}
    units = {unit.pk: _place(unit, today) for unit in Unit.objects.filter(pk__in=named)}
    return [line for row in rows for line in _lines(row, units, classes)]


def _units_of(row: RosterChangeRow, classes: dict[int, int]) -> Iterator[int | None]:
    yield row.object_pk if row.model == "unit" else classes.get(row.object_pk)
    values = {**row.before, **row.after}
    yield values.get("class_unit_id") or values.get("unit_id")


def _place(unit: Unit, today: date) -> str:
    return unit.class_name_on(today) if unit.is_class else unit.name


def _lines(row: RosterChangeRow, units: dict[int, str], classes: dict[int, int]) -> Iterator[Line]:
    who = row.person.name if row.person else units.get(row.object_pk) or _("A class")
    values = {**row.before, **row.after}
    if row.model == "user":
        yield from _person(row, who)
    elif row.model == "unit":
        yield from _class(row, who)
    elif row.model == "membership":
        title = Membership(role=values["role"], post=values.get("post", "")).title
        post = f"{units.get(values['unit_id'], '')} {title}".strip()
        is_new = row.what == RowChange.CREATED
        yield Line(who, _("New post") if is_new else _("Post ended"), *_sides(post, is_new=is_new))
    else:
        place = units.get(values.get("class_unit_id") or classes.get(row.object_pk, 0), "")
        yield from _stay(row, who, place)


def _person(row: RosterChangeRow, who: str) -> Iterator[Line]:
    if row.what == RowChange.CREATED:
        yield Line(who, _("New person"), "", str(row.after["name"]))
        return
    for field, after in row.after.items():
        if field == "is_active":
            yield Line(who, _("Account open"), _yes(row.before[field]), _yes(after))
        else:
            before = str(row.before[field] or "")
            yield Line(who, *words_of_correction(field, before, str(after or "")))


def _stay(row: RosterChangeRow, who: str, place: str) -> Iterator[Line]:
    if row.what == RowChange.CREATED:
        since = _("%(place)s, from %(day)s") % {"place": place, "day": row.after["starts_date"]}
        yield Line(who, _("Joined a class"), "", since)
    elif row.what == RowChange.UPDATED:
        until = row.after.get("ends_date")
        day = _("no longer from %(day)s") % {"day": until} if until else "—"
        yield Line(who, _("Left a class"), place, day)
    else:
        yield Line(who, _("Taken off a class"), place, "")


def _class(row: RosterChangeRow, who: str) -> Iterator[Line]:
    if row.what == RowChange.CREATED:
        yield Line(who, _("New class"), "", who)
        return
    titles = {
        "name": _("Name"),
        "number": _("Number"),
        "entry_year": _("Entry year"),
        "stage": _("Stage"),
        "system": _("System"),
    }
    for field, title in titles.items():
        if field in row.after:
            yield Line(who, title, _word(field, row.before), _word(field, row.after))


def _word(field: str, values: Values) -> str:
    labels = {"stage": dict(Stage.choices), "system": dict(System.choices)}.get(field, {})
    return str(labels.get(values[field], values[field] or ""))


def _sides(text: str, *, is_new: bool) -> tuple[str, str]:
    return ("", text) if is_new else (text, "")


def _yes(value: object) -> str:
    return _("yes") if value else _("no")
