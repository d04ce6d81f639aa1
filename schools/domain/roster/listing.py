"""From a plan to the lists that a person checks before saying yes. No queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from schools.choices import Post, Sex
from schools.domain.roster.changes import (
    Change,
    Changes,
    Correction,
    Move,
    NewPerson,
    UnnamedClass,
    UnnamedPupil,
)
from schools.domain.roster.classes import ClassBook
from schools.domain.roster.colleagues import Held
from schools.domain.roster.guardians import GuardianPlan, GuardianStep
from schools.domain.roster.pupils import PupilPlan, PupilStep
from schools.domain.roster.staff import StaffPlan, StaffStep
from schools.grades import class_name
from schools.models import Unit
from schools.phones import mask_phone
from schools.roster import ClassKey


def list_changes(
    *, school: Unit, book: ClassBook, people: PupilPlan | StaffPlan | GuardianPlan, today: date
) -> Changes:
    """What `people` would change, in words. No 学籍号, and telephones masked."""
    if isinstance(people, StaffPlan):
        names = {unit.pk: unit.class_name_on(today) for unit in book.units.values()}
        return _staff(people.steps, {**names, school.pk: school.name})
    if isinstance(people, GuardianPlan):
        changed = (step for step in people.steps if step.phones)
        return Changes(corrected=tuple(_numbers(step, step.before) for step in changed))
    return _pupils(people, book, today)


def _pupils(plan: PupilPlan, book: ClassBook, today: date) -> Changes:
    named = {unit.pk for unit in book.units.values()}
    unnamed = sorted(plan.unnamed, key=lambda each: (each.class_unit.path, each.pk))
    absent = Counter(m.class_unit for m in unnamed if m.class_unit_id not in named)
    return Changes(
        new_classes=tuple(_class(key) for key in book.missing),
        new=tuple(
            NewPerson(step.row.name, _class(step.row.class_key))
            for step in plan.steps
            if step.change is Change.NEW
        ),
        corrected=tuple(each for step in plan.steps for each in _pupil_corrections(step)),
        moved=tuple(_move(step, today) for step in plan.steps if _is_move(step)),
        left=tuple(
            UnnamedPupil(each.student.name, each.class_unit.class_name_on(today))
            for each in unnamed
            if each.class_unit_id in named
        ),
        unnamed_classes=tuple(
            UnnamedClass(unit.class_name_on(today), pupils) for unit, pupils in absent.items()
        ),
    )


def _pupil_corrections(step: PupilStep) -> Iterable[Correction]:
    for field, after in step.corrections.items():
        before = str(getattr(step.user, field) or "")
        what, before, after = words_of_correction(field, before, after)
        yield Correction(step.row.name, _class(step.row.class_key), what, before, after)
    if step.user and step.phones:
        yield _numbers(step, step.phones_before)


def _numbers(step: PupilStep | GuardianStep, before: tuple[str, ...]) -> Correction:
    after = "、".join(mask_phone(phone) for phone in step.phones)
    place = _class(step.row.class_key)
    return Correction(step.row.name, place, _("Guardians' phones"), "、".join(before), after)


def _is_move(step: PupilStep) -> bool:
    return step.user is not None and (step.joins or bool(step.leaving))


def _move(step: PupilStep, today: date) -> Move:
    before = "、".join(_place(each.class_unit, today) for each in step.leaving)
    return Move(step.row.name, before, _class(step.row.class_key))


def _place(class_unit: Unit, today: date) -> str:
    """A class, or only that it was one of an earlier school: which one is not ours to tell."""
    if class_unit.has_left_school_on(today):
        return _("an earlier class")
    return class_unit.class_name_on(today)


def _staff(steps: Iterable[StaffStep], names: Mapping[int, str]) -> Changes:
    new, corrected = [], []
    for step in steps:
        posts = "、".join(_post(held, names) for held in step.posts)
        if step.user is None:
            new.append(NewPerson(step.row.name, posts))
            continue
        for field, after in step.corrections.items():
            words = words_of_correction(field, str(getattr(step.user, field)), after)
            corrected.append(Correction(step.row.name, step.row.post, *words))
        if posts:
            corrected.append(Correction(step.row.name, step.row.post, _("New post"), "", posts))
    return Changes(new=tuple(new), corrected=tuple(corrected))


def words_of_correction(field: str, before: str, after: str) -> tuple[str, str, str]:
    """A correction's title and its two values, as much of them as may be shown."""
    if field == "student_hash":
        return _("Student id"), _("another one") if before else "", _("the one in the file")
    if field == "sex":
        return _("Sex"), str(Sex(before).label), str(Sex(after).label)
    if field == "name":
        return _("Name"), before, after
    title = _("Phone") if field == "phone" else _("User name")
    return title, mask_phone(before), mask_phone(after)


def _post(held: Held, names: Mapping[int, str]) -> str:
    _role, unit_id, post = held
    return f"{names[unit_id]} {Post(post).label}"


def _class(key: ClassKey) -> str:
    return class_name(key.grade, key.number)
