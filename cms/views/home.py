"""Everybody's own page, and the sign of life for whoever watches the server."""

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms import my
from quizzes.forms import JoinForm
from quizzes.queries import home_sittings_of
from schools.backends import has_password
from schools.guardian_queries import own_children
from schools.middleware import sessionless
from schools.permissions import may_use_two_step, reads_audit
from schools.signin import is_at_home


@never_cache
@require_safe
@login_required
def my_home(request: HttpRequest) -> HttpResponse:
    """A section for each role that the person holds; nobody is compared with anybody."""
    user, now = request.user, timezone.now()
    assert user.is_authenticated  # login_required has seen to it; the type checker has not
    context = {
        "today": timezone.localdate(now),
        "classes": my.own_classes(user, now),
        "schools": my.own_schools(user, now),
        "roster_schools": my.roster_schools(user),
        "arranged_units": my.arranged_units(user),
        "has_district_rosters": my.has_district_rosters(user),
        "reads_audit": reads_audit(user),
        "figure_units": my.figure_units(user),
        "password_units": my.password_units(user),
        "has_password": has_password(user),
        "may_use_two_step": may_use_two_step(user),
        "children": my.children_of(user, now),
        "consents": own_children(user),
    }
    if user.is_pupil:
        context |= {
            "home_sittings": home_sittings_of(user, now),
            "attempts": my.latest_attempts(user, user, now, at_home=is_at_home(request)),
            "join_form": JoinForm() if has_password(user) and not is_at_home(request) else None,
        }
    return render(request, "cms/my.html", context)


@sessionless
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")
