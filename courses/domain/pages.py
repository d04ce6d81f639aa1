"""Publishing a page from a content file, when the file is new."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from wagtail.blocks import StreamValue
from wagtail.models import Page


def publish_page(
    *, page: Page, parent: Page, fields: dict[str, Any], body: list[dict[str, Any]], now: datetime
) -> bool:
    """Set fields and body and publish below `parent`.

    False, and nothing written, when the page was last loaded from the same content: people may
    have edited or unpublished it since, and their work stays.
    """
    digest = _digest([fields, body])
    is_new = page.pk is None
    if not is_new and page.content_digest == digest:
        return False
    for name, value in {**fields, "content_digest": digest}.items():
        setattr(page, name, value)
    page.body = StreamValue(page._meta.get_field("body").stream_block, body, is_lazy=True)
    if is_new:
        page.first_published_at = now
        # treebeard keeps the child count in memory, so the parent is read anew.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    return True


def _digest(content: Any) -> str:
    text = json.dumps(content, default=_plain, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """A row as its key, a day as text; anything else is a mistake of the caller."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a content file")
