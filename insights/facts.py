"""The facts that scores are made from, read in bulk: a fixed number of queries for any batch."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from plan.choices import Audience
from plan.models import Indicator
from quizzes.models import Attempt, Mark, MarkRun, QuestionVersion


@dataclass(frozen=True)
class MarkFact:
    """What one question was given, and the topics that it had when it was frozen."""

    topics: frozenset[str]
    fraction: Decimal | None
    points: Decimal


@dataclass(frozen=True)
class Rule:
    """An indicator as far as it decides which attempts and questions count."""

    indicator_id: int
    district_path: str
    starts_date: date
    ends_date: date
    grade_min: int
    grade_max: int
    topics: frozenset[str]

    def applies(self, *, path: str, grade: int, day: date) -> bool:
        """Whether a class of this tree path and grade falls under the indicator on `day`."""
        return (
            path.startswith(self.district_path)
            and self.starts_date <= day <= self.ends_date
            and self.grade_min <= grade <= self.grade_max
        )


def closed_attempts(attempt_ids: Collection[uuid.UUID]) -> list[Attempt]:
    """Those of the attempts that are closed, with their sitting and class at hand."""
    attempts = Attempt.objects.filter(pk__in=attempt_ids, closed_at__isnull=False)
    return list(attempts.select_related("sitting", "class_unit").order_by("pk"))


def closing_moment(attempt: Attempt) -> datetime:
    """When a closed attempt was closed. Raises ValueError for an open one."""
    if attempt.closed_at is None:
        raise ValueError(f"{attempt.pk} is open")
    return attempt.closed_at


def closing_day(attempt: Attempt) -> date:
    """The local day on which a closed attempt was closed."""
    return timezone.localdate(closing_moment(attempt))


def latest_marks(attempt_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[MarkFact]]:
    """The marks of each attempt's highest run, in the order of its slots. Three queries."""
    runs = MarkRun.objects.filter(attempt_id__in=attempt_ids).order_by("number")
    run_of = dict(runs.values_list("attempt_id", "pk"))
    attempt_of = {run_id: attempt_id for attempt_id, run_id in run_of.items()}
    rows = list(
        Mark.objects.filter(run_id__in=attempt_of)
        .order_by("run_id", "slot")
        .values_list("run_id", "version_id", "fraction", "points")
    )
    topics = topics_of_versions({version_id for _run, version_id, _f, _p in rows})
    found: dict[uuid.UUID, list[MarkFact]] = {attempt_id: [] for attempt_id in run_of}
    for run_id, version_id, fraction, points in rows:
        found[attempt_of[run_id]].append(MarkFact(topics[version_id], fraction, points))
    return found


def topics_of_versions(version_ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The topic slugs of each question version."""
    versions = QuestionVersion.objects.filter(pk__in=version_ids).values_list("pk", "spec")
    return {pk: frozenset(spec.get("topics") or ()) for pk, spec in versions}


def rules_between(days: Iterable[date]) -> list[Rule]:
    """The pupils' indicators of all plans whose school year holds one of the days. Two queries."""
    span = sorted(days)
    if not span:
        return []
    indicators = Indicator.objects.filter(
        audience=Audience.STUDENTS,
        goal__plan__school_year__starts_date__lte=span[-1],
        goal__plan__school_year__ends_date__gte=span[0],
    )
    indicators = indicators.select_related("goal__plan__district", "goal__plan__school_year")
    return [
        Rule(
            indicator_id=each.pk,
            district_path=each.goal.plan.district.path,
            starts_date=each.goal.plan.school_year.starts_date,
            ends_date=each.goal.plan.school_year.ends_date,
            grade_min=each.grade_min,
            grade_max=each.grade_max,
            topics=frozenset(topic.slug for topic in each.topics.all()),
        )
        for each in indicators.prefetch_related("topics").order_by("pk")
    ]
