"""Everybody's own page, and the sign of life for whoever watches the server."""

from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cms import my
from quizzes.queries import home_sittings_of
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
        "figure_units": my.figure_units(user),
        "children": my.children_of(user, now),
    }
    if user.is_pupil:
        context |= {
            "home_sittings": home_sittings_of(user, now),
            "attempts": my.latest_attempts(user, user, now, at_home=is_at_home(request)),
        }
    return render(request, "cms/my.html", context)


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
