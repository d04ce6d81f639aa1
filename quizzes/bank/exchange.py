"""Questions in and out of the bank on screen: upload, preview, confirm; template and export."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from quizzes.bank.filters import QuestionFilterSet
from quizzes.domain.exchange import draft_of_question, import_questions
from quizzes.domain.uploads import confirm_question_file, keep_question_file
from quizzes.exchange.items import Draft, ExchangeError, Reading
from quizzes.exchange.reading import FORMATS, MOST_BYTES, read_questions
from quizzes.exchange.write_office import document_of, template_workbook, workbook_of
from quizzes.exchange.write_text import gift_of, moodlexml_of
from quizzes.models import QuestionUpload
from quizzes.permissions import questions_to_see, units_to_write_questions_for
from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import Unit
from schools.permissions import signed_in
from schools.roster.workbooks import CONTENT_TYPE as XLSX

SHOWN = 50  # of each list; the counts tell of the rest
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMAT_NAMES = {
    "auto": gettext_lazy("by the file"),
    "docx": gettext_lazy("Word document"),
    "text": gettext_lazy("text as it is typed"),
    "xlsx": gettext_lazy("spreadsheet, ours or a survey site's"),
    "gift": "GIFT",
    "moodlexml": "Moodle XML",
    "aiken": "Aiken",
    "django-quiz": "django-quiz-app",
}


class QuestionFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), required=False, help_text=gettext_lazy("At most 20 MB.")
    )
    text = forms.CharField(
        label=gettext_lazy("Or paste the questions here"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(name, FORMAT_NAMES[name]) for name in FORMATS],
    )
    owner = forms.ModelChoiceField(
        label=gettext_lazy("For whose bank"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, owners: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > MOST_BYTES:
            limit = {"limit": MOST_BYTES // 1024 // 1024}
            raise forms.ValidationError(_("The file is larger than %(limit)d MB.") % limit)
        return file

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("file")) == bool(data.get("text")):
            raise forms.ValidationError(_("Choose a file, or paste the questions: one of the two."))
        return data

    @property
    def content(self) -> tuple[bytes, str]:
        """The bytes, and the name that tells their format."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if file is None:
            return self.cleaned_data["text"].encode(), "text.txt"
        return file.read(), (file.name or "")[-100:]


def writable_units(request: HttpRequest) -> QuerySet[Unit]:
    """The units for whose bank the person writes. Raises Http404 when there is none."""
    units = units_to_write_questions_for(request.user)
    if not units.exists():
        raise Http404
    return units


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_import(request: HttpRequest) -> HttpResponse:
    """Choose a file or paste; what can be read is kept for its preview."""
    owners = writable_units(request)
    form = QuestionFileForm(request.POST or None, request.FILES or None, owners=owners)
    if form.is_valid():
        content, filename = form.content
        wanted = form.cleaned_data["format"]
        try:
            read_questions(content, filename=filename, wanted=wanted)
        except ExchangeError as error:
            form.add_error(None, str(error))
        else:
            upload = keep_question_file(
                owner=form.cleaned_data["owner"],
                by=signed_in(request),
                filename=filename,
                format=wanted,
                content=content,
                now=timezone.now(),
            )
            return redirect("question_import_preview", pk=upload.pk)
    context = {"form": form, **furniture(_("Import questions"))}
    status = 422 if form.errors else 200
    return render(request, "quizzes/admin/import.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_import_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would bring. A POST takes it, or forgets it."""
    own = QuestionUpload.objects.filter(by=signed_in(request), owner__in=writable_units(request))
    upload = get_object_or_404(own.select_related("owner", "by"), pk=pk)
    if request.POST.get("action") == "discard":
        upload.delete()
        messages.success(request, _("The file has been deleted."))
        return redirect("question_import")
    reading = read_upload(upload)
    if request.POST.get("action") == "confirm":
        done = confirm_question_file(upload=upload, reading=reading)
        text = _("%(count)d questions are in the bank as drafts.")
        messages.success(request, text % {"count": done.imported})
        return redirect("question_bank:list")
    context = {
        "upload": upload,
        "drafts": reading.drafts[:SHOWN],
        "shown": SHOWN,
        "plan": import_questions(owner=upload.owner, reading=reading, check=True),
        **furniture(_("Check before importing")),
    }
    return render(request, "quizzes/admin/import_preview.html", context)


def read_upload(upload: QuestionUpload) -> Reading:
    """What the kept file holds; it could be read when it was kept."""
    content = bytes(upload.content)
    return read_questions(content, filename=upload.filename, wanted=upload.format)


@never_cache
@require_safe
def question_template(request: HttpRequest) -> HttpResponse:
    """The spreadsheet to fill in."""
    writable_units(request)
    return download(template_workbook(), "questions-template.xlsx", XLSX)


@never_cache
@require_safe
def question_export(request: HttpRequest, which: str) -> HttpResponse:
    """The bank as the list is filtered, with its keys: what this person may see there."""
    writable_units(request)
    seen = QuestionFilterSet(
        request.GET, request=request, queryset=questions_to_see(request.user).order_by("pk")
    ).qs
    if which not in ("xlsx", "gift", "xml", "docx", "class.docx"):
        raise Http404
    drafts = [
        draft_of_question(question) for question in seen.prefetch_related("options", "topics")
    ]
    record(
        action=AuditAction.EXPORTED,
        actor=signed_in(request),
        unit=writable_units(request).first(),
        detail={"what": "questions", "count": len(drafts)},
        now=timezone.now(),
    )
    return written(drafts, which)


def written(drafts: list[Draft], which: str) -> HttpResponse:
    """The questions in a format, as a download."""
    title = _("Question bank")
    if which == "gift":
        return download(gift_of(drafts).encode(), "questions.gift", "text/plain; charset=utf-8")
    if which == "xml":
        return download(moodlexml_of(drafts), "questions.xml", "application/xml")
    if which == "xlsx":
        return download(workbook_of(drafts), "questions.xlsx", XLSX)
    with_answers = which == "docx"
    content = document_of(drafts, title=title, with_answers=with_answers)
    return download(content, f"questions{'' if with_answers else '-class'}.docx", DOCX)


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=content_type, headers=headers)


def furniture(title: str) -> dict[str, Any]:
    """What the admin's frame asks for."""
    items = [
        {"url": reverse("wagtailadmin_home"), "label": _("Home")},
        {"url": reverse("question_bank:list"), "label": _("Question bank")},
        {"url": "", "label": title},
    ]
    return {"page_title": title, "header_icon": "help", "breadcrumbs_items": items}


def urlpatterns() -> list[URLPattern]:
    return [
        path("question-import/", question_import, name="question_import"),
        path("question-import/<int:pk>/", question_import_preview, name="question_import_preview"),
        path("question-template/", question_template, name="question_template"),
        path("question-export/<str:which>/", question_export, name="question_export"),
    ]
