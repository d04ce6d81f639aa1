"""Uploads, where no web server in front hands them out."""

from pathlib import PurePosixPath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe
from django.views.static import serve

from schools.middleware import sessionless

PUBLIC_FOLDER = "images"


@sessionless
@require_safe
def media(request: HttpRequest, path: str) -> HttpResponseBase:
    """A rendition of a picture; Http404 for the rest.

    Documents go through /documents/, which asks who may read them, and originals may carry the
    place where a photo was taken. deploy/nginx.conf draws the same line.
    """
    parts = PurePosixPath(path).parts
    if not parts or parts[0] != PUBLIC_FOLDER or ".." in parts or "\\" in path:
        raise Http404
    return serve(request, path, document_root=settings.MEDIA_ROOT)
