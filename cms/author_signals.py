"""Posts come and go in `schools`; the groups of Wagtail follow within the same transaction."""

from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.db.models.signals import post_delete, post_migrate, post_save

from cms.domain.spaces import (
    sync_all,
    sync_people_below,
    sync_person,
    sync_unit,
    sync_units_below,
)
from cms.models import HomePage
from cms.workflow import ensure_workflow
from schools.models import Membership, Unit, User
from schools.permissions import APPROVER_ROLES
from schools.signals import posts_changed


def on_post(*, instance: Membership, **kwargs: Any) -> None:
    # When a person is erased whole, their posts go with them and nobody is left to sort.
    person = User.objects.filter(pk=instance.user_id).first()
    if person is not None:
        sync_person(person=person)


def on_posts_in_bulk(*, unit: Unit, **kwargs: Any) -> None:
    sync_people_below(unit=unit)


def on_unit(*, instance: Unit, raw: bool = False, **kwargs: Any) -> None:
    if instance.kind in APPROVER_ROLES and not raw:
        sync_unit(unit=instance)


def on_home(*, instance: HomePage, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """A front page gives the district and its schools a place for their pages."""
    if created and not raw:
        sync_units_below(unit=instance.unit)


def on_migrate(*, apps: Apps = installed_apps, **kwargs: Any) -> None:
    """A database from before authors gets its spaces; one without their tables is left alone.

    `apps` are those of the migration; a flush names none.
    """
    try:
        apps.get_model("cms", "AuthorSpace")
    except LookupError:
        return
    ensure_workflow()
    sync_all()


def connect(config: AppConfig) -> None:
    post_migrate.connect(on_migrate, sender=config, dispatch_uid="authors")
    post_save.connect(on_post, sender=Membership, dispatch_uid="authors")
    post_delete.connect(on_post, sender=Membership, dispatch_uid="authors")
    posts_changed.connect(on_posts_in_bulk, dispatch_uid="authors")
    post_save.connect(on_unit, sender=Unit, dispatch_uid="authors")
    post_save.connect(on_home, sender=HomePage, dispatch_uid="authors")
