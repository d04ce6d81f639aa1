"""What the header needs to know about the person, or about the class panel."""

from django.http import HttpRequest
from django.utils import timezone

from schools.idle import idle_limit
from schools.models import Panel
from schools.panels import panel_of
from schools.permissions import may_write_lessons, works_at_a_school


def navigation(request: HttpRequest) -> dict[str, object]:
    """`user_is_staff_member` and `user_may_write`; asks nothing for readers and pupils.

    And `idle_seconds`, after which a signed-in person's page is left. On a class panel
    `class_panel`, and `panel_seconds` until its lesson ends.
    """
    panel = panel_of(request)
    if panel is not None:
        return {"class_panel": panel, "panel_seconds": _seconds_left(panel)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"user_is_staff_member": False, "user_may_write": False}
    idle = {"idle_seconds": int(idle_limit(user).total_seconds())}
    if user.is_pupil:
        return {"user_is_staff_member": False, "user_may_write": False, **idle}
    return {
        **idle,
        "user_is_staff_member": works_at_a_school(user),
        "user_may_write": may_write_lessons(user),
    }


def _seconds_left(panel: Panel) -> int:
    assert panel.ends_at is not None  # it stands, so it has an end
    return max(1, round((panel.ends_at - timezone.now()).total_seconds()))
