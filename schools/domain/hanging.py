"""Which rows something else points at. Knows no other app: it asks every relation that there is."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel


def pks_in_use(
    objects: "models.QuerySet[Any]", *, apart_from: Collection[type[models.Model]]
) -> set[int]:
    """Keys of `objects` at which a row of any model but `apart_from` points.

    One query for each relation, however many objects.
    """
    used: set[int] = set()
    for relation in _relations_to(objects.model):
        if relation.related_model in apart_from:
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
