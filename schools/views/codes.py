"""A new code for a class."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from schools.domain.codes import renew_class_code
from schools.models import Unit
from schools.permissions import classes_with_pins_to_manage, signed_in


@require_POST
def class_code_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new code and go back to the PINs, where it stands."""
    class_unit: Unit = get_object_or_404(classes_with_pins_to_manage(request.user), pk=pk)
    code = renew_class_code(class_unit=class_unit, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The class code is now %(code)s.") % {"code": code})
    return redirect("class_pins", pk=pk)
