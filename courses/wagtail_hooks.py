"""What lessons add to the admin and to Wagtail's own views."""

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from courses.files import can_read_document


@hooks.register("before_serve_document")
def refuse_unpublished_file(document: AbstractDocument, request: HttpRequest) -> None:
    """Numbers of files can be counted through, so /documents/ asks who may read each."""
    if not can_read_document(request.user, document):
        raise Http404
