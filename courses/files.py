"""Who may read which file. Wagtail alone would give any file to whoever counts through them."""

from wagtail.documents.models import AbstractDocument
from wagtail.documents.permissions import permission_policy

from courses.models import LessonPage
from schools.permissions import Viewer

AUTHOR_ACTIONS = ["add", "change", "delete", "choose"]


def is_offered(document: AbstractDocument) -> bool:
    """Whether a live lesson that anybody may open offers the file.

    Asks the lessons themselves: Wagtail's reference index follows a little later, by the worker.
    """
    lessons = LessonPage.objects.live().public().order_by()
    # The text only narrows the search (5 is in 51); the blocks decide.
    likely = lessons.filter(body__icontains=f'"document": {document.pk}')
    return any(
        block["type"] == "download" and block["value"].get("document") == document.pk
        for lesson in likely.only("body")
        for block in lesson.body.raw_data
    )


def can_read_document(user: Viewer, document: AbstractDocument) -> bool:
    """What is published is everybody's; a file not yet, or no longer, in a lesson its authors'."""
    return is_offered(document) or (
        user.is_authenticated
        and permission_policy.user_has_any_permission_for_instance(user, AUTHOR_ACTIONS, document)
    )
