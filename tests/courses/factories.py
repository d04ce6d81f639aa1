"""Pages, weeks and pictures for tests: one home page, themes below it, lessons below them."""

from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image as PillowImage
from wagtail.images.models import Image
from wagtail.models import Page, Site

from cms.models import HomePage
from courses.models import LessonPage, MonthlyThemePage, ThemeIndexPage
from schools.models import SchoolYear, TeachingWeek, Term, Unit
from tests.factories import TODAY

WEEK = 13


def make_week(district: Unit, *, number: int = WEEK, monday: date = TODAY) -> TeachingWeek:
    """Week 13 of the first term 2026–27, which holds TODAY."""
    year, _new = SchoolYear.objects.get_or_create(
        district=district, starts_date=date(2026, 9, 1), ends_date=date(2027, 8, 31)
    )
    term, _new = Term.objects.get_or_create(
        school_year=year,
        number=1,
        defaults={"starts_date": date(2026, 9, 1), "ends_date": date(2027, 1, 22)},
    )
    return TeachingWeek.objects.create(
        term=term,
        number=number,
        starts_date=monday,
        ends_date=date.fromordinal(monday.toordinal() + 6),
    )


def make_home(unit: Unit) -> HomePage:
    """The front page of the default site."""
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="平安校园", slug=f"home-{unit.pk}", unit=unit))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    return home


def make_index(unit: Unit) -> ThemeIndexPage:
    home = HomePage.objects.first() or make_home(unit)
    parent = Page.objects.get(pk=home.pk)
    return parent.add_child(
        instance=ThemeIndexPage(title="每月主题", slug=f"themes-{unit.pk}", unit=unit)
    )


def make_theme(unit: Unit, *, month: date = date(2026, 11, 1), **fields: Any) -> MonthlyThemePage:
    index = ThemeIndexPage.objects.filter(unit=unit).first() or make_index(unit)
    parent = Page.objects.get(pk=index.pk)
    fields = {"title": "识险避险", "slug": month.strftime("%Y-%m"), "month": month, **fields}
    return parent.add_child(instance=MonthlyThemePage(**fields))


def make_lesson(
    unit: Unit, *, title: str = "防溺水", theme: MonthlyThemePage | None = None, **fields: Any
) -> LessonPage:
    """A live lesson of the unit for grades three to six in week 13 of the first term."""
    theme = (
        theme
        or MonthlyThemePage.objects.descendant_of(
            ThemeIndexPage.objects.filter(unit=unit).first() or make_index(unit)
        ).first()
        or make_theme(unit)
    )
    parent = Page.objects.get(pk=theme.pk)
    lesson = LessonPage(
        **{
            "title": title,
            "slug": f"lesson-{parent.numchild}",
            "summary": "认出危险的水",
            "grade_min": 3,
            "grade_max": 6,
            "term": 1,
            "week": WEEK,
            "body": [("text", {"heading": "会认", "text": "<p>哪里的水有危险</p>"})],
            **fields,
        }
    )
    return parent.add_child(instance=lesson)


def make_image(name: str = "pond.png") -> Image:
    content = BytesIO()
    PillowImage.new("RGB", (64, 36), "green").save(content, "PNG")
    return Image.objects.create(title=name, file=ContentFile(content.getvalue(), name=name))
