"""The demo's pages: home, themes, the month's theme and this week's lesson with its quiz."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from cms.content import load_downloads, load_pictures, picture_names, read_yaml
from cms.domain.spaces import ensure_index, ensure_space
from cms.models import HomePage
from courses.domain.lessons import publish_lesson, publish_theme
from courses.models import LessonPage, ThemeIndexPage
from quizzes.domain.authoring import save_question, save_quiz
from schools.models import TeachingWeek, Unit


@transaction.atomic
def make_tree(district: Unit, port: int = 8000) -> ThemeIndexPage:
    """The home page in place of Wagtail's welcome page, and the district's themes below it."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.get(depth=1)
        Page.objects.child_of(root).filter(slug="home").delete()
        home = Page.objects.get(pk=root.pk).add_child(
            instance=HomePage(title="平安校园", slug="home", unit=district)
        )
        Site.objects.update_or_create(
            is_default_site=True,
            defaults={
                "hostname": "localhost",
                "port": port,
                "root_page": home,
                "site_name": settings.WAGTAIL_SITE_NAME,
            },
        )
    themes = ensure_index(unit=district)
    assert themes is not None  # the front page stands
    return themes


def make_school_theme(*, school: Unit, now: datetime) -> None:
    """This month's page of the school's own, below which its teachers write."""
    index = ensure_index(unit=school)
    assert index is not None  # the front page stands
    month = timezone.localdate(now).strftime("%Y-%m")
    intro = "老师们自己写的课放在这里：写好以后送审，安全专干批准，家长和同学就能看到。"
    data = {"slug": f"own-{month}", "month": month, "title": "我校的安全课", "intro": intro}
    publish_theme(parent=index, data=data, images={}, now=now)


def load_lesson(*, district: Unit, themes: ThemeIndexPage, now: datetime) -> LessonPage:
    """The month's theme, the lesson 防溺水 in this week, its ten questions and its quiz."""
    lesson: dict[str, Any] = read_yaml("lessons/drowning.yaml")
    rows: list[dict[str, Any]] = read_yaml("questions/drowning.yaml")
    theme: dict[str, Any] = read_yaml("themes.yaml")[0]
    shared = ensure_space(unit=district).collection
    pictures = load_pictures(picture_names(lesson, rows, theme), shared)
    files = {block["file"] for block in lesson["body"] if block["type"] == "download"}
    questions = {
        row["id"]: save_question(owner=district, data=row, images=pictures, now=now) for row in rows
    }
    asked = [questions[row["id"]] for row in rows if not row.get("check_only")]
    quiz = save_quiz(owner=district, code=lesson["id"], title="防溺水课堂小测", questions=asked)
    parent = publish_theme(parent=themes, data=_this_month(theme, now), images=pictures, now=now)
    return publish_lesson(
        parent=parent,
        data=_this_week(lesson, district, now),
        images=pictures,
        documents=load_downloads(files, shared),
        quiz=quiz,
        now=now,
    )


def _this_month(theme: dict[str, Any], now: datetime) -> dict[str, Any]:
    month = timezone.localdate(now).strftime("%Y-%m")
    return {**theme, "slug": month, "month": month}


def _this_week(lesson: dict[str, Any], district: Unit, now: datetime) -> dict[str, Any]:
    weeks = TeachingWeek.objects.filter(term__school_year__district=district)
    week = weeks.containing(timezone.localdate(now)).select_related("term").first()
    return {**lesson, "term": week.term.number, "week": week.number} if week else lesson
