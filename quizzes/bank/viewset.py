"""The question bank: the views of a question, each behind the rule of `quizzes.permissions`."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
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
from schools.scoping.views import ScopedCopyView, ScopedCreateView, ScopedInspectView
from schools.scoping.viewset import ScopedViewSet


class _WholeOrNotAtAll:
    """Saves no half question and none by itself: its form says what is missing first."""

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        self.saving_as_draft = self.autosave_enabled = False


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
            return _t("It is true") if self.object.is_true else _t("It is false")
        rows = [
            ("✓" if option.is_right else "✗", option.text, option.why)
            for option in self.object.options.all()
        ]
        return format_html_join("", "<p>{} {}<br>{}</p>", rows)

    def get_grade_min_display_value(self) -> str:
        return grades_of(self.object)

    def get_topics_display_value(self) -> str:
        return topics_of(self.object)

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
        own = {"options": _t("Options"), "grade_min": _t("Grades"), "state": _t("State")}
        return own.get(field_name) or super().get_field_label(field_name, field)


def grades_of(question: Question) -> str:
    """The grades of a question in words: 三年级 – 六年级."""
    first, last = grade_name(question.grade_min), grade_name(question.grade_max)
    return first if first == last else f"{first} – {last}"


def topics_of(question: Question) -> str:
    """The names of a question's topics."""
    return _t(", ").join(topic.name for topic in question.topics.all())


def state_of(question: Question) -> str:
    """The state in words, and whether a change waits to be approved."""
    if question.live and question.has_unpublished_changes:
        return _t("In use, with a change that is not approved yet")
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
