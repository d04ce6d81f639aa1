"""Who teaches what: the classes of a person, and the lessons of a class."""

from schools.models import Unit
from schools.permissions import Viewer, classes_to_teach


def class_to_return_to(user: Viewer, text: str | None) -> Unit | None:
    """The class of `?class=<id>`, if it is one that the user teaches; anything else is ignored."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 18:
        return None
    return classes_to_teach(user).filter(pk=int(text)).first()
