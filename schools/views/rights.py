"""What is held about a person, to take away; and the page that says it in plain words."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import ClassMembership
from schools.permissions import pupils_to_export, signed_in
from schools.rights import everything_about


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more; a POST hands out the file and leaves an audit entry."""
    now = timezone.now()
    today = timezone.localdate(now)
    person = get_object_or_404(pupils_to_export(request.user, today), pk=pk)
    if request.method != "POST":
        return render(request, "schools/person_export.html", {"person": person})
    belongs = ClassMembership.objects.on(today).filter(student=person)
    with transaction.atomic():
        held = everything_about(person)
        last = belongs.select_related("class_unit").order_by("-starts_date", "-pk")[0]
        record(
            action=AuditAction.EXPORTED,
            actor=signed_in(request),
            unit=last.class_unit,
            about=person,
            now=now,
        )
    name = f"attachment; filename=person-{person.pk}.json"
    options = {"ensure_ascii": False, "indent": 2}
    return JsonResponse(held, json_dumps_params=options, headers={"Content-Disposition": name})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The same words for everybody."""
    return render(request, "schools/privacy.html")
