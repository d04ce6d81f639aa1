"""Which rows something else points at. Knows no other app: it asks every relation that there is."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel


def pks_in_use(objects: "models.QuerySet[Any]", *, apart_from: Collection[str]) -> set[int]:
    """Keys of `objects` at which a row points by any foreign key but those `apart_from`.

    These are named as Django names a field, "app.Model.field". One query for each key, however
    many objects.
    """
    used: set[int] = set()
    for relation in _relations_to(objects.model):
        if str(relation.field) in apart_from:
            continue
        name = relation.field.name
        pointing = relation.related_model._base_manager.filter(**{f"{name}__in": objects})
        used.update(pointing.order_by().values_list(name, flat=True).distinct())
    return used


def _relations_to(model: type[models.Model]) -> Iterator[Any]:
    """Every foreign key from elsewhere, those without a name for the way back included."""
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ForeignObjectRel) and not relation.many_to_many:
            yield relation
