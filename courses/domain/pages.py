"""Publishing a page only when something about it is new."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from wagtail.blocks import StreamValue
from wagtail.models import Page


def publish_page(
    *, page: Page, parent: Page, fields: dict[str, Any], body: list[dict[str, Any]], now: datetime
) -> bool:
    """Set fields and body and publish under `parent`; False, and no revision, if nothing is new."""
    is_new = page.pk is None
    if not is_new and page.live and not _differs(page, fields, body):
        return False
    for name, value in fields.items():
        setattr(page, name, value)
    page.body = _stream(page, body)
    if is_new:
        page.first_published_at = now
        # treebeard keeps the child count in memory, so the parent is read anew.
        Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision(clean=False).publish()
    return True


def _stream(page: Page, body: list[dict[str, Any]]) -> StreamValue:
    block = page._meta.get_field("body").stream_block
    return StreamValue(block, body, is_lazy=True)


def _differs(page: Page, fields: dict[str, Any], body: list[dict[str, Any]]) -> bool:
    if any(_plain(getattr(page, name)) != _plain(value) for name, value in fields.items()):
        return True
    return _plain_body(page.body) != _plain_body(_stream(page, body))


def _plain(value: Any) -> Any:
    """A value that compares: relations as their keys."""
    if isinstance(value, Model):
        return value.pk
    if hasattr(value, "all"):
        return sorted(each.pk for each in value.all())
    if isinstance(value, list):
        return sorted(_plain(each) for each in value)
    return value


def _plain_body(stream: StreamValue) -> Any:
    return _without_ids(stream.stream_block.get_prep_value(stream_copy(stream)))


def stream_copy(stream: StreamValue) -> StreamValue:
    """The same blocks, fully read, so that raw and edited streams give the same data."""
    block = stream.stream_block
    return block.to_python(block.get_prep_value(stream))


def _without_ids(data: Any) -> Any:
    """Stream data without the ids of list items, which are made anew on each reading."""
    if isinstance(data, dict):
        return {key: _without_ids(value) for key, value in data.items() if key != "id"}
    if isinstance(data, list):
        return [_without_ids(each) for each in data]
    return data
