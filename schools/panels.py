"""The panel behind a request: a browser that may show one class, until its lesson ends.

A panel's session holds the panel's key and no signed-in person. `cms.panel_gate` lends it the
teacher for the few pages it needs; wherever that does not happen it is nobody.
"""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from schools.models import Panel, Unit, User
from schools.permissions import can_teach_class

SESSION_PANEL = "panel"
SESSION_ASKED = "panel_asked"


def panel_of(request: HttpRequest) -> Panel | None:
    """The panel that stands; None once ended, or when its teacher may not teach the class now.

    Somebody who signs in on the panel's browser is that person, and no panel any more.
    """
    if not hasattr(request, "_panel"):
        request._panel = _standing(request)  # type: ignore[attr-defined]
    return request._panel  # type: ignore[attr-defined, no-any-return]


def _standing(request: HttpRequest) -> Panel | None:
    # Without a session there is nobody to look up, as when an error page is drawn.
    session = getattr(request, "session", None)
    if session is None or SESSION_PANEL not in session or SESSION_KEY in session:
        return None
    standing = Panel.objects.open_at(timezone.now()).filter(confirmed_by__is_active=True)
    found = standing.select_related("confirmed_by", "class_unit__school")
    panel = found.filter(pk=session[SESSION_PANEL]).first()
    if panel is None or not can_teach_class(teacher_of(panel), class_of(panel)):
        return None
    return panel


def class_of(panel: Panel) -> Unit:
    """The class of a panel that stands."""
    assert panel.class_unit is not None
    return panel.class_unit


def teacher_of(panel: Panel) -> User:
    """Who confirmed a panel that stands."""
    assert panel.confirmed_by is not None
    return panel.confirmed_by
