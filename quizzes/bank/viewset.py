"""The question bank: the views of a question, each behind the rule of `quizzes.permissions`."""

from typing import Any, ClassVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import WorkflowState
from wagtail.snippets.views import snippets

from quizzes.bank.chooser import QuestionChooserViewSet
from quizzes.bank.filters import QuestionFilterSet
from quizzes.bank.panels import question_editor
from quizzes.choices import QuestionKind
from quizzes.domain.questions import copy_question
from quizzes.models import Question
from quizzes.permissions import (
    questions_to_approve,
    questions_to_delete,
    questions_to_edit,
    questions_to_see,
    units_to_write_questions_for,
)
from schools.grades import grade_name
from schools.permissions import Viewer
from schools.scoping.views import (
    ScopedCopyView,
    ScopedCreateView,
    ScopedIndexView,
    ScopedInspectView,
)
from schools.scoping.viewset import ScopedViewSet


class _WholeOrNotAtAll:
    """Saves no half question and none by itself: its form says what is missing first."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.saving_as_draft = self.autosave_enabled = False


class QuestionIndexView(ScopedIndexView):
    @cached_property
    def header_buttons(self) -> list[Any]:
        own = [*super().header_buttons]
        if self.add_url:
            url = reverse("question_import")
            own.append(HeaderButton(gettext("Import or export"), url=url, icon_name="download"))
        return own


class QuestionCreateView(_WholeOrNotAtAll, ScopedCreateView):
    pass


class QuestionCopyView(_WholeOrNotAtAll, ScopedCopyView):
    pass


class QuestionEditView(_WholeOrNotAtAll, snippets.EditView):
    pass


class QuestionUnpublishView(snippets.UnpublishView):
    """Takes a question out of use. Nobody may publish past an approval, but this is no publishing.

    The list before the view has let only approvers of the question's own unit through.
    """

    permission_required = "change"


class QuestionInspectView(ScopedInspectView):
    """The question with its key, for authors who may use it but not edit it."""

    def get_options_display_value(self) -> SafeString | str:
        if self.object.kind == QuestionKind.TRUE_FALSE:
            return gettext("It is true") if self.object.is_true else gettext("It is false")
        rows = [
            ("✓" if option.is_right else "✗", option.text, option.why)
            for option in self.object.options.all()
        ]
        return format_html_join("", "<p>{} {}<br>{}</p>", rows)

    def get_grade_min_display_value(self) -> str:
        return grades_of(self.object)

    def get_topics_display_value(self) -> str:
        return topics_of(self.object)

    def get_state_display_value(self) -> str:
        return str(self.object.state.label)

    def get_valid_until_display_value(self) -> str:
        return date_format(self.object.valid_until) if self.object.valid_until else "-"

    def get_picture_display_value(self) -> SafeString | str:
        picture = self.object.picture
        if picture is None:
            return "-"
        return format_html(
            '<img src="{}" alt="{}">',
            picture.get_rendition("max-400x300|format-webp").url,
            self.object.picture_alt,
        )

    def get_field_label(self, field_name: str, field: Any) -> str:
        own = {
            "kind": gettext("Kind"),
            "options": gettext("Options"),
            "grade_min": gettext("Grades"),
            "state": gettext("State"),
        }
        return own.get(field_name) or super().get_field_label(field_name, field)


def grades_of(question: Question) -> str:
    """The grades of a question in words: 三年级 – 六年级."""
    first, last = grade_name(question.grade_min), grade_name(question.grade_max)
    return first if first == last else f"{first} – {last}"


def topics_of(question: Question) -> str:
    """The names of a question's topics."""
    return gettext(", ").join(topic.name for topic in question.topics.all())


def state_of(question: Question) -> str:
    """The state in words, and whether a change waits or has still to be sent."""
    if getattr(question, "is_waiting", False):
        return gettext("%(state)s, waiting for approval") % {"state": question.state.label}
    if question.live and question.has_unpublished_changes:
        return gettext("In use, with a change that is not approved yet")
    return str(question.state.label)


class QuestionViewSet(ScopedViewSet):
    model = Question
    icon = "help"
    menu_label = _("Question bank")
    menu_order = 150
    add_to_admin_menu = True
    admin_url_namespace = "question_bank"
    base_url_path = "questions"
    chooser_admin_url_namespace = "question_chooser"
    chooser_base_url_path = "question_chooser"
    index_view_class = QuestionIndexView
    add_view_class = QuestionCreateView
    copy_view_class = QuestionCopyView
    edit_view_class = QuestionEditView
    unpublish_view_class = QuestionUnpublishView
    inspect_view_class = QuestionInspectView
    chooser_viewset_class = QuestionChooserViewSet
    filterset_class = QuestionFilterSet
    search_fields: ClassVar[list[str]] = ["stem", "explanation", "source"]
    ordering: ClassVar[list[str]] = ["-pk"]
    list_display: ClassVar[list[Any]] = [
        "__str__",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("topics", label=_("Topics"), accessor=topics_of),
        Column("grades", label=_("Grades"), accessor=grades_of, sort_key="grade_min"),
        Column("owner", label=_("Owner")),
        Column("state", label=_("State"), accessor=state_of),
        Column("valid_until", label=_("Valid until"), sort_key="valid_until"),
    ]
    list_export: ClassVar[list[str]] = [
        "pk", "kind", "stem", "explanation", "source", "grade_min", "grade_max", "owner",
        "valid_until",
    ]  # fmt: skip
    export_filename = "questions"
    inspect_view_fields: ClassVar[list[str]] = [
        "stem", "kind", "picture", "options", "explanation", "source", "topics", "grade_min",
        "owner", "state", "valid_until",
    ]  # fmt: skip

    @cached_property
    def edit_handler(self) -> ObjectList:
        return question_editor()

    def visible_to(self, user: Viewer) -> QuerySet[Question]:
        return questions_to_see(user).select_related("owner").prefetch_related("topics")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """For the list: with `is_waiting`, whether an approver has yet to decide."""
        open_requests = WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Question),
            object_id=Cast(OuterRef("pk"), CharField()),
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        return self.visible_to(request.user).annotate(is_waiting=Exists(open_requests))

    def changeable_by(self, user: Viewer) -> QuerySet[Question]:
        return questions_to_edit(user)

    def deletable_by(self, user: Viewer) -> QuerySet[Question]:
        return questions_to_delete(user)

    def approvable_by(self, user: Viewer) -> QuerySet[Question]:
        return questions_to_approve(user)

    def new_instance(self, user: Viewer) -> Question:
        """A question of the unit for which the user writes; of none yet if there are several."""
        units = list(units_to_write_questions_for(user)[:2])
        return Question(owner=units[0] if len(units) == 1 else None, created_by_id=user.pk)

    def copy_of(self, instance: Question, user: Viewer) -> Question:
        return copy_question(instance, onto=self.new_instance(user))


question_bank = QuestionViewSet()
