"""每周安全课: one page that reads as an article, as slides and on paper."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from courses.authoring import AuthorPageForm
from courses.blocks import LessonBody
from courses.blocks.base import TEXT_FEATURES
from courses.checks import checked_question, questions_given_away
from courses.permissions import AuthoredPage, class_to_return_to
from courses.slides import build_slides
from courses.trails import trail_of
from plan.models import Topic
from quizzes.models import Quiz
from schools.choices import HIGHEST_GRADE, LOWEST_GRADE
from schools.grades import grade_name
from schools.models import TeachingWeek
from schools.panels import panel_of
from schools.permissions import works_at_a_school

GRADES = [MinValueValidator(LOWEST_GRADE), MaxValueValidator(HIGHEST_GRADE)]


class LessonQuerySet(PageQuerySet):
    def below_any(self, paths: list[str]) -> "LessonQuerySet":
        """The lessons in the page tree below any of these paths."""
        condition = models.Q(pk__in=[])
        for place in paths:
            condition |= models.Q(path__startswith=place)
        return self.filter(condition)

    def in_week(self, week: TeachingWeek) -> "LessonQuerySet":
        """The lessons of 第 N 周 of that term, in whatever year."""
        return self.filter(term=week.term.number, week=week.number)


class LessonPage(AuthoredPage, RoutablePageMixin, Page):
    """A lesson for some grades, meant for one teaching week. Its quiz is given from the class page.

    `content_id` is the stable name under which `courses.domain.lessons` finds it again, and
    `content_digest` tells whether the content file has changed since.
    """

    content_id = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    content_digest = models.CharField(max_length=64, blank=True, editable=False)
    summary = models.CharField(
        _("summary"), max_length=200, help_text=_("One or two sentences, shown in lists.")
    )
    picture = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_alt = models.CharField(
        _("what the picture shows"),
        max_length=200,
        blank=True,
        help_text=_("Leave it empty when the picture only decorates."),
    )
    grade_min = models.SmallIntegerField(_("from grade"), default=1, validators=GRADES)
    grade_max = models.SmallIntegerField(_("to grade"), default=HIGHEST_GRADE, validators=GRADES)
    topics = ParentalManyToManyField(
        Topic, related_name="lessons", blank=True, verbose_name=_("topics")
    )
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=5, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    term = models.PositiveSmallIntegerField(
        _("term"), choices=[(1, _("First term")), (2, _("Second term"))], null=True, blank=True
    )
    week = models.PositiveSmallIntegerField(
        _("week"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text=_("The teaching week in which the lesson is this week's lesson."),
    )
    quiz = models.ForeignKey(
        Quiz,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="lessons",
        verbose_name=_("quiz"),
    )
    body = StreamField(LessonBody(), verbose_name=_("body"))
    teacher_notes = RichTextField(
        _("notes for teachers"),
        features=TEXT_FEATURES,
        blank=True,
        help_text=_("Only teachers see this, in the slides."),
    )

    objects = PageManager.from_queryset(LessonQuerySet)()

    parent_page_types: ClassVar[list[str]] = ["courses.MonthlyThemePage"]
    subpage_types: ClassVar[list[str]] = []
    template = "courses/lesson_page.html"
    exclude_fields_in_copy: ClassVar[list[str]] = ["content_id", "content_digest"]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
    ]
    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("picture"), FieldPanel("picture_alt")], heading=_("Picture")),
        FieldPanel("body"),
        FieldPanel("teacher_notes"),
    ]
    settings_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("grade_min"), FieldPanel("grade_max")]),
                FieldRowPanel([FieldPanel("term"), FieldPanel("week"), FieldPanel("minutes")]),
            ],
            heading=_("Who it is for, and when"),
        ),
        FieldPanel("topics"),
        FieldPanel("quiz"),
        *Page.settings_panels,
    ]
    base_form_class = AuthorPageForm

    class Meta:
        verbose_name = _("weekly lesson")
        verbose_name_plural = _("weekly lessons")
        constraints = [
            models.CheckConstraint(
                name="lesson_grades_in_order",
                condition=models.Q(grade_min__lte=models.F("grade_max")),
            ),
            models.CheckConstraint(
                name="lesson_term_and_week_together",
                condition=models.Q(term=None, week=None)
                | models.Q(term__isnull=False, week__isnull=False),
            ),
        ]

    def clean(self) -> None:
        """Say which field to mend, before the constraints only say that something is wrong."""
        super().clean()
        problems = {}
        if self.grade_min > self.grade_max:
            problems["grade_max"] = _("The last grade lies below the first.")
        if (self.term is None) != (self.week is None):
            problems["week"] = _("Give both the term and the week, or neither.")
        if problems:
            raise ValidationError(problems)

    @property
    def grades_text(self) -> str:
        """三年级至六年级, or the one grade."""
        if self.grade_min == self.grade_max:
            return grade_name(self.grade_min)
        ends = {"first": grade_name(self.grade_min), "last": grade_name(self.grade_max)}
        return gettext("%(first)s to %(last)s") % ends

    @property
    def shown_body(self) -> list[Any]:
        """The blocks without the questions that the lesson's own quiz asks.

        Their answers would be the quiz's key, and the page is open to everybody. Forms refuse them
        already, but a quiz may be given another question after its lesson was published.
        """
        given_away = questions_given_away(self.body, self.quiz_id)
        return [block for block in self.body if checked_question(block) not in given_away]

    def distance_to(self, grade: int) -> int:
        """How many grades lie between `grade` and this lesson's; 0 when it fits."""
        return max(0, self.grade_min - grade, grade - self.grade_max)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), "trail": trail_of(self, request)}

    @path("slides/", name="slides")
    def slides(self, request: HttpRequest) -> HttpResponse:
        """Full-screen slides; staff get their notes, and the way back to the class.

        A class panel is its class's, and as nobody is signed in there it shows no notes.
        """
        panel = panel_of(request)
        shows_notes = works_at_a_school(request.user)
        slides = build_slides(self.shown_body, shows_notes=shows_notes)
        context = {
            "slides": slides,
            "last_number": len(slides) + 2,
            "shows_notes": shows_notes,
            "class_unit": panel.class_unit
            if panel
            else class_to_return_to(request.user, request.GET.get("class")),
        }
        response = self.render(
            request, template="courses/lesson_slides.html", context_overrides=context
        )
        if panel or request.user.is_authenticated:
            add_never_cache_headers(response)
        return response

    @path("print/", name="print")
    def print_out(self, request: HttpRequest) -> HttpResponse:
        """An A4 article; the answers to the check-yourself questions stand at its end."""
        answers = [
            block.value
            for block in self.shown_body
            if block.value.is_question and block.value.choices
        ]
        context = {"check_answers": answers}
        return self.render(request, template="courses/lesson_print.html", context_overrides=context)
