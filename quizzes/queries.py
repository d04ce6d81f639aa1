"""Reads for the attempt page, the result and the board, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from quizzes.choices import QuestionKind, Setting
from quizzes.disclosure import Disclosure, disclosure
from quizzes.kinds import Spec, get_kind
from quizzes.models import AnswerEvent, Attempt, Mark, Sitting
from quizzes.papers import Item, items_of_paper
from quizzes.permissions import (
    attempts_readable_with_reason,
    attempts_visible_to,
    own_attempts,
)
from schools.models import ClassMembership, Pin, User
from schools.permissions import Viewer, name_order, pupils_on_roster


@dataclass(frozen=True)
class Slot:
    """A question as this attempt meets it: public spec, options in its own order."""

    number: int
    spec: dict[str, Any]
    value: Any
    points: Decimal


@dataclass(frozen=True)
class Choice:
    """One option on the result page. `is_right` is None until the solution may be shown."""

    key: str
    text: str
    is_chosen: bool
    is_right: bool | None
    why: str


@dataclass(frozen=True)
class ResultSlot:
    number: int
    stem: str
    picture: dict[str, Any] | None
    choices: list[Choice]
    is_blank: bool
    is_right: bool | None
    explanation: str
    source: str


@dataclass(frozen=True)
class Result:
    """What a viewer is shown of a closed attempt; None where disclosure does not allow it."""

    receipt: str
    closed_at: datetime | None
    disclosure: Disclosure
    asked: int
    right: int | None
    slots: list[ResultSlot]


@dataclass(frozen=True)
class AttemptToRead:
    """A pupil's attempt in a list of names. `needs_reason`: the reader has to say why first."""

    attempt: Attempt
    student: User
    needs_reason: bool


@dataclass(frozen=True)
class Seat:
    """A pupil on the board: absent, joined, answering or submitted. Never anything about marks."""

    student: User
    state: str
    answered: int
    of: int
    pin_locked: bool


@dataclass(frozen=True)
class Board:
    joined: int
    answering: int
    submitted: int
    roster: list[Seat]


def open_sittings_of(pupil: User, now: datetime) -> QuerySet[Sitting]:
    """The sittings that a pupil may begin now: open ones of the classes of today, newest first."""
    classes = ClassMembership.objects.on(timezone.localdate(now)).filter(student=pupil)
    sittings = Sitting.objects.open_at(now).filter(class_unit__in=classes.values("class_unit"))
    return sittings.select_related("paper").order_by("-opens_at", "-pk")


def last_answered_at(pupil: User) -> datetime | None:
    """When this person last began, answered or handed in an attempt.

    Answers travel without a session, so this is how an answering pupil is seen to be there.
    """
    newest = own_attempts(pupil).order_by("-started_at", "-pk").first()
    if newest is None:
        return None
    answered = newest.events.aggregate(last=Max("received_at"))["last"]
    return max(filter(None, [answered, newest.closed_at, newest.started_at]))


def home_sittings_of(pupil: User, now: datetime) -> QuerySet[Sitting]:
    """Those of them that were given for home."""
    return open_sittings_of(pupil, now).filter(setting=Setting.AT_HOME)


def final_values(attempt: Attempt) -> dict[int, Any]:
    """The value that counts for each answered slot: the highest (client, seq) that was in time."""
    events = AnswerEvent.objects.filter(attempt_id=attempt.pk, is_late=False)
    rows = events.order_by("client", "seq").values_list("slot", "value")
    return dict(rows)


def _items_in_order(attempt: Attempt) -> list[tuple[int, Item, list[str]]]:
    items = items_of_paper(attempt.sitting.paper_id)
    return [
        (number, items[place["item"]], place["options"])
        for number, place in enumerate(attempt.layout, start=1)
    ]


def _in_order(options: list[dict[str, Any]], keys: list[str]) -> list[dict[str, Any]]:
    by_key = {option["key"]: option for option in options}
    return [by_key[key] for key in keys]


def attempt_slots(attempt: Attempt) -> list[Slot]:
    """The questions of an open attempt with the answers that stand; nothing of the key."""
    values = final_values(attempt)
    slots = []
    for number, item, keys in _items_in_order(attempt):
        spec = get_kind(item.spec["kind"]).public(item.spec)
        if "options" in spec:
            spec["options"] = _in_order(spec["options"], keys)
        slots.append(Slot(number, spec, values.get(number), item.points))
    return slots


def marks_that_count(attempt: Attempt) -> dict[int, Mark]:
    """The marks of the highest run, by slot; empty while the attempt is open."""
    run = attempt.mark_runs.order_by("-number").first()
    return {} if run is None else {mark.slot: mark for mark in run.marks.all()}


def result_of(
    attempt: Attempt, viewer: Viewer, now: datetime, *, with_reason: bool = False
) -> Result:
    """The result of an attempt as far as `disclosure` lets this viewer see it."""
    allowed = disclosure(attempt, viewer, now, with_reason=with_reason)
    marks = marks_that_count(attempt) if allowed.shows_count else {}
    rights = [mark.fraction == 1 for mark in marks.values()]
    slots = []
    if allowed.shows_correctness:
        for number, item, keys in _items_in_order(attempt):
            slots.append(_result_slot(number, item, keys, marks[number], allowed))
    return Result(
        receipt=attempt.receipt,
        closed_at=attempt.closed_at,
        disclosure=allowed,
        asked=len(attempt.layout),
        right=sum(rights) if allowed.shows_count else None,
        slots=slots,
    )


def _result_slot(
    number: int, item: Item, keys: list[str], mark: Mark, allowed: Disclosure
) -> ResultSlot:
    return ResultSlot(
        number=number,
        stem=item.spec["stem"],
        picture=item.spec.get("picture"),
        choices=choices_of(item.spec, keys, mark.value, solution=allowed.shows_solution),
        is_blank=mark.fraction is None,
        is_right=mark.fraction == 1,
        explanation=item.spec["explanation"] if allowed.shows_solution else "",
        source=item.spec["source"] if allowed.shows_solution else "",
    )


def choices_of(spec: Spec, keys: list[str], value: Any, *, solution: bool) -> list[Choice]:
    """The choices of a question in the order of `keys`, with the right ones told or not."""
    if spec["kind"] == QuestionKind.TRUE_FALSE:
        right = spec["answer"]["value"]
        return [
            Choice(str(truth).lower(), "", value is truth, truth == right if solution else None, "")
            for truth in (True, False)
        ]
    chosen = value if isinstance(value, list) else [value]
    right_keys = spec["answer"]["keys"]
    return [
        Choice(
            option["key"],
            option["text"],
            option["key"] in chosen,
            (option["key"] in right_keys) if solution else None,
            option["why"] if solution else "",
        )
        for option in _in_order(spec["options"], keys)
    ]


def attempts_to_read(sitting: Sitting, viewer: Viewer) -> list[AttemptToRead]:
    """The sitting's attempts that the viewer may read, in the usual order of names."""
    mine = set(attempts_visible_to(viewer).filter(sitting=sitting).values_list("pk", flat=True))
    others = attempts_readable_with_reason(viewer).filter(sitting=sitting).values("pk")
    attempts = Attempt.objects.filter(Q(pk__in=mine) | Q(pk__in=others)).select_related("student")
    rows = [AttemptToRead(each, each.student, each.pk not in mine) for each in attempts]
    return sorted(rows, key=lambda row: name_order(row.student))


def answered_counts(sitting: Sitting) -> dict[Any, int]:
    """How many slots each attempt of a sitting has touched, by attempt id."""
    events = AnswerEvent.objects.filter(attempt__sitting=sitting).order_by()
    rows = events.values("attempt").annotate(n=Count("slot", distinct=True))
    return {row["attempt"]: row["n"] for row in rows}


def sitting_board(sitting: Sitting, now: datetime) -> Board:
    """Who of today's roster (and of those who began) has joined, answers, has submitted."""
    attempts = {a.student_id: a for a in sitting.attempts.select_related("student")}
    pupils = pupils_on_roster(sitting.class_unit, timezone.localdate(now))
    on_roster = {pupil.pk for pupil in pupils}
    pupils += [a.student for a in attempts.values() if a.student_id not in on_roster]
    locked = set(
        Pin.objects.filter(user__in=pupils, failed_tries__gte=Pin.MAX_TRIES).values_list(
            "user_id", flat=True
        )
    )
    counts, seats = answered_counts(sitting), []
    for pupil in pupils:
        attempt = attempts.get(pupil.pk)
        answered = counts.get(attempt.pk, 0) if attempt else 0
        seats.append(
            Seat(
                student=pupil,
                state=_state(attempt, answered),
                answered=answered,
                of=len(attempt.layout) if attempt else 0,
                pin_locked=pupil.pk in locked,
            )
        )
    states = [seat.state for seat in seats]
    return Board(
        joined=len(states) - states.count("absent"),
        answering=states.count("answering"),
        submitted=states.count("submitted"),
        roster=seats,
    )


def _state(attempt: Attempt | None, answered: int) -> str:
    if attempt is None:
        return "absent"
    if attempt.closed_at is not None:
        return "submitted"
    return "answering" if answered else "joined"
