"""Putting lessons and themes from content files onto the site."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.documents.models import Document
from wagtail.images.models import Image

from courses.domain.bodies import CannotPublish, Materials, block_id, lesson_body
from courses.domain.pages import publish_page
from courses.markup import rich_text
from courses.models import LessonPage, MonthlyThemePage, ThemeIndexPage
from plan.models import Topic
from quizzes.models import Quiz

__all__ = ["CannotPublish", "publish_lesson", "publish_theme"]


@transaction.atomic
def publish_lesson(
    *,
    parent: MonthlyThemePage,
    data: dict[str, Any],
    images: Mapping[str, Image],
    now: datetime,
    documents: Mapping[str, Document] | None = None,
    quiz: Quiz | None = None,
) -> LessonPage:
    """The lesson of a content file, made or brought up to date under `parent`.

    `data` has the shape of `content/zh-hans/lessons/*.yaml`; `images` and `documents` are keyed by
    the names that it uses. A lesson is found again by its id, and written only when its content
    file is new: what people did to the page since stays. With `quiz`, the quiz sends its pupils
    to this page. Raises CannotPublish.
    """
    content_id = data["id"]
    page = LessonPage.objects.child_of(parent).filter(content_id=content_id).first()
    page = page or LessonPage(content_id=content_id, slug=content_id)
    materials = Materials(images, documents or {})
    fields: dict[str, Any] = {
        "title": data["title"],
        "summary": data["summary"],
        "grade_min": data["grade_min"],
        "grade_max": data["grade_max"],
        "term": data.get("term"),
        "week": data.get("week"),
        "minutes": data.get("minutes", 5),
        "picture_id": materials.image(data.get("picture")),
        "picture_alt": data.get("alt", ""),
        "teacher_notes": rich_text(data.get("teacher_notes", "")),
        "topics": _topics(data.get("topics", [])),
    }
    if quiz:
        fields["quiz_id"] = quiz.pk
    body = lesson_body(content_id=content_id, blocks=data["body"], materials=materials)
    _refuse_given_away(body, quiz)
    publish_page(page=page, parent=parent, fields=fields, body=body, now=now)
    if quiz and quiz.page_id != page.pk:
        Quiz.objects.filter(pk=quiz.pk).update(page=page)
    return page


def _refuse_given_away(body: list[dict[str, Any]], quiz: Quiz | None) -> None:
    shown = {block["value"]["question"] for block in body if block["type"] == "check"}
    if quiz and quiz.items.filter(question__in=shown).exists():
        raise CannotPublish(
            _("The quiz of this lesson asks one of these questions. Choose another.")
        )


@transaction.atomic
def publish_theme(
    *, parent: ThemeIndexPage, data: dict[str, Any], images: Mapping[str, Image], now: datetime
) -> MonthlyThemePage:
    """The monthly theme of `content/zh-hans/themes.yaml`, made or brought up to date."""
    content_id = str(data["slug"])
    page = MonthlyThemePage.objects.child_of(parent).filter(content_id=content_id).first()
    page = page or MonthlyThemePage(content_id=content_id, slug=content_id)
    fields = {
        "title": data["title"],
        "month": date.fromisoformat(f"{data['month']}-01"),
        "intro": data["intro"],
        "picture_id": Materials(images).image(data.get("picture")),
        "picture_alt": data.get("alt", ""),
    }
    body = _theme_body(content_id, data)
    publish_page(page=page, parent=parent, fields=fields, body=body, now=now)
    return page


def _theme_body(content_id: str, data: dict[str, Any]) -> list[dict[str, Any]]:
    values: list[tuple[str, dict[str, Any]]] = [
        ("week", {"number": week["week"], "title": week["title"], "text": week["text"]})
        for week in data.get("weeks", [])
    ]
    if tips := data.get("family_tips"):
        values.append(("tips", {"tips": tips}))
    return [
        {"type": kind, "value": value, "id": block_id(content_id, number)}
        for number, (kind, value) in enumerate(values, start=1)
    ]


def _topics(slugs: list[str]) -> list[Topic]:
    known = {topic.slug: topic for topic in Topic.objects.filter(slug__in=slugs)}
    for slug in slugs:
        if slug not in known:
            raise CannotPublish(_("There is no topic “%(name)s”.") % {"name": slug})
    return [known[slug] for slug in slugs]
