"""A school's roster import: upload, preview, confirm, report; the files to download."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.domain.roster import StalePlan
from schools.domain.roster.uploads import (
    AlreadyImported,
    compare_upload,
    confirm_upload,
    discard_upload,
    keep_upload,
    map_columns,
    report_as_json,
)
from schools.forms import ColumnsForm, RosterFileForm
from schools.models import RosterUpload, Unit
from schools.permissions import (
    roster_uploads_visible_to,
    schools_with_roster_to_import,
    signed_in,
)
from schools.roster import ColumnsUnknown, Reading, RosterFileError
from schools.roster.apart import read_apart
from schools.roster.workbooks import CONTENT_TYPE, bad_rows_workbook, report_workbook

SHOWN = 100  # of each list; the report to download has them all
WORKBOOKS = {"report": report_workbook, "bad-rows": bad_rows_workbook}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file; one that can be read is kept for its preview."""
    school: Unit = get_object_or_404(schools_with_roster_to_import(request.user), pk=pk)
    is_sent = request.method == "POST"
    form = RosterFileForm(request.POST, request.FILES) if is_sent else RosterFileForm()
    if form.is_valid():
        upload = _take_file(request, school, form)
        if upload:
            return redirect("roster_upload", pk=pk, upload_pk=upload.pk)
    uploads = roster_uploads_visible_to(request.user).filter(school=school).defer("content")
    context = {"school": school, "form": form, "uploads": uploads}
    return render(request, "schools/roster.html", context, status=422 if form.errors else 200)


def _take_file(request: HttpRequest, school: Unit, form: RosterFileForm) -> RosterUpload | None:
    """The kept file, or None after telling the form why it cannot be read."""
    file: UploadedFile = form.cleaned_data["file"]
    content, filename = file.read(), (file.name or "")[-100:]
    try:
        read_apart(content, filename=filename, system=school.system)
    except ColumnsUnknown:
        pass  # the preview asks which column is which
    except RosterFileError as error:
        form.add_error("file", str(error))
        return None
    assert request.user.is_authenticated  # the school was found among the user's own
    return keep_upload(
        school=school, by=request.user, filename=filename, content=content, now=timezone.now()
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def roster_upload(request: HttpRequest, pk: int, upload_pk: int) -> HttpResponse:
    """The preview of a file that waits, or the report of one that was imported."""
    upload = _find_upload(request, pk, upload_pk)
    action = request.POST.get("action", "") if request.method == "POST" else ""
    if action == "discard":
        discard_upload(upload=upload)
        messages.success(request, _("The file and its report have been deleted."))
        return redirect("roster", pk=pk)
    if upload.imported_at:
        if action == "confirm":
            messages.info(request, _("This file was imported before. Nothing was changed again."))
            return redirect("roster_upload", pk=pk, upload_pk=upload_pk)
        return _show(request, upload, upload.report or {})
    try:
        reading = _read(upload)
    except ColumnsUnknown as error:
        return _ask_for_columns(request, upload, error, is_sent=action == "map")
    except RosterFileError as error:
        messages.error(request, str(error))
        return redirect("roster", pk=pk)
    if action == "confirm":
        return _confirm(request, upload, reading)
    return _show_preview(request, upload, reading)


@never_cache
@require_safe
def roster_download(request: HttpRequest, pk: int, upload_pk: int, which: str) -> HttpResponse:
    """`report` or `bad-rows` as a workbook, before and after the import; each is an audit entry."""
    upload = _find_upload(request, pk, upload_pk)
    if which not in WORKBOOKS:
        raise Http404
    report = upload.report
    if report is None:
        try:
            reading = _read(upload)
        except RosterFileError as error:
            raise Http404 from error
        comparison = compare_upload(upload=upload, reading=reading, now=timezone.now())
        report = report_as_json(comparison, reading)
    content = WORKBOOKS[which](report)
    record(
        action=AuditAction.EXPORTED,
        actor=signed_in(request),
        unit=upload.school,
        detail={"what": which},
        now=timezone.now(),
    )
    disposition = f'attachment; filename="roster-{which}-{upload.pk}.xlsx"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=CONTENT_TYPE, headers=headers)


def _find_upload(request: HttpRequest, pk: int, upload_pk: int) -> RosterUpload:
    uploads = roster_uploads_visible_to(request.user).select_related("school")
    upload: RosterUpload = get_object_or_404(uploads, pk=upload_pk, school_id=pk)
    return upload


def _read(upload: RosterUpload) -> Reading:
    return read_apart(
        bytes(upload.content or b""),
        filename=upload.filename,
        system=upload.school.system,
        mapping=upload.mapping,
    )


def _ask_for_columns(
    request: HttpRequest, upload: RosterUpload, error: ColumnsUnknown, *, is_sent: bool
) -> HttpResponse:
    form = ColumnsForm(request.POST if is_sent else None, titles=error.titles, known=error.known)
    if form.is_valid():
        map_columns(upload=upload, mapping=form.mapping)
        return redirect("roster_upload", pk=upload.school_id, upload_pk=upload.pk)
    context = {"upload": upload, "form": form, "titles": error.titles}
    status = 422 if form.errors else 200
    return render(request, "schools/roster_columns.html", context, status=status)


def _confirm(request: HttpRequest, upload: RosterUpload, reading: Reading) -> HttpResponse:
    try:
        report = confirm_upload(
            upload=upload,
            reading=reading,
            expected=request.POST.get("seen", ""),
            good_rows=request.POST.get("good_rows") == "yes",
            end_unnamed=request.POST.get("end_unnamed") == "yes",
            now=timezone.now(),
        )
    except AlreadyImported:
        messages.info(request, _("This file was imported before. Nothing was changed again."))
    except (StalePlan, IntegrityError):
        sentence = _(
            "The preview was out of date: somebody has changed these classes or people since. "
            "Nothing was saved. Check the new preview below and confirm it."
        )
        return _show_preview(request, upload, reading, error=sentence, status=409)
    else:
        if not report.is_saved:
            sentence = _(
                "Nothing was saved, because some rows cannot be used. Correct the file and upload "
                "it again, or tick that only the good rows are to be imported."
            )
            return _show_preview(request, upload, reading, error=sentence, status=422)
        messages.success(request, _("The roster has been imported."))
    return redirect("roster_upload", pk=upload.school_id, upload_pk=upload.pk)


def _show_preview(
    request: HttpRequest,
    upload: RosterUpload,
    reading: Reading,
    *,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    report = compare_upload(upload=upload, reading=reading, now=timezone.now())
    people = report.people
    extra = {
        "error": error,
        "seen": report.digest,
        "is_whole": report.can_import,
        "has_good_rows": people.new + people.changed + people.unchanged > 0,
        "has_changes": people.new + people.changed > 0,
        "unnamed": len(report.changes.left),
    }
    return _show(request, upload, report_as_json(report, reading), status=status, **extra)


def _show(
    request: HttpRequest,
    upload: RosterUpload,
    report: dict[str, Any],
    *,
    status: int = 200,
    **extra: object,
) -> HttpResponse:
    context = {
        "upload": upload,
        "report": report,
        "shown": SHOWN,
        "blocking": sum(problem["blocking"] for problem in report["problems"]),
        **extra,
    }
    return render(request, "schools/roster_upload.html", context, status=status)
