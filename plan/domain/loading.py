"""Topics, law articles and a year's plan from the data of content files. All idempotent."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from plan.models import Goal, Indicator, LawArticle, Measure, Plan, Topic
from schools.models import SchoolYear, Unit

Raw = Mapping[str, Any]


@transaction.atomic
def load_topics(*, rows: list[Raw]) -> int:
    """Make or update topics by slug; how many there are in the file."""
    for row in rows:
        Topic.objects.update_or_create(
            slug=row["slug"],
            defaults={key: row[key] for key in ("name", "area", "grade_min", "grade_max")},
        )
    return len(rows)


@transaction.atomic
def load_laws(*, rows: list[Raw]) -> int:
    """Make or update law articles by slug; how many there are in the file."""
    for row in rows:
        LawArticle.objects.update_or_create(
            slug=row["slug"],
            defaults={
                "law": row["law"],
                "article": row.get("article", ""),
                "version_date": row["version_date"],
                "text": row["text"].strip(),
                "is_paraphrase": row.get("paraphrase", False),
                "url": row.get("url") or "",
            },
        )
    return len(rows)


@transaction.atomic
def load_plan(*, district: Unit, school_year: SchoolYear, data: Raw) -> Plan:
    """The district's plan of a year with its goals, measures and indicators, made or updated."""
    plan, _is_new = Plan.objects.update_or_create(
        district=district, school_year=school_year, defaults={"title": data["title"]}
    )
    goals = {}
    for row in data["goals"]:
        goals[row["code"]], _is_new = Goal.objects.update_or_create(
            plan=plan,
            code=row["code"],
            defaults={"title": row["title"], "text": row["text"].strip()},
        )
    for row in data["measures"]:
        measure, _is_new = Measure.objects.update_or_create(
            plan=plan, code=row["code"], defaults={"text": row["text"].strip()}
        )
        measure.goals.set([goals[code] for code in row["goals"]])
    for row in data["indicators"]:
        _load_indicator(goals[row["goal"]], row)
    return plan


INDICATOR_FIELDS = (
    "title",
    "audience",
    "grade_min",
    "grade_max",
    "awareness_target",
    "attainment_target",
    "mastery",
    "min_questions",
    "evidence",
)


def _load_indicator(goal: Goal, row: Raw) -> None:
    indicator, _is_new = Indicator.objects.update_or_create(
        goal=goal, code=row["code"], defaults={name: row[name] for name in INDICATOR_FIELDS}
    )
    topics = Topic.objects.filter(slug__in=row["topics"])
    if topics.count() != len(set(row["topics"])):
        known = set(topics.values_list("slug", flat=True))
        unknown = sorted(set(row["topics"]) - known)
        raise ValueError(f"{row['code']}: unknown topics {', '.join(unknown)}")
    indicator.topics.set(topics)
