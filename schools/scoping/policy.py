"""Permissions of a row, for the places where Wagtail does ask about one."""

from typing import Any, Protocol

from django.contrib.admin.utils import quote
from django.db.models import Model, QuerySet
from django.urls import reverse
from wagtail.permission_policies import ModelPermissionPolicy

from schools.permissions import Viewer


class Scope(Protocol):
    """The lists of a viewset: what a person may see, change, delete and approve."""

    model: type[Model]

    def visible_to(self, user: Viewer) -> QuerySet[Any]: ...
    def changeable_by(self, user: Viewer) -> QuerySet[Any]: ...
    def deletable_by(self, user: Viewer) -> QuerySet[Any]: ...
    def approvable_by(self, user: Viewer) -> QuerySet[Any]: ...


class ScopedPermissionPolicy(ModelPermissionPolicy):
    """Django's permission of the model, and then the list of rows."""

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope.model)
        self.scope = scope

    def user_has_permission_for_instance(self, user: Viewer, action: str, instance: Model) -> bool:
        if not self.user_has_permission(user, action):
            return False
        lists = {
            "view": self.scope.visible_to,
            "delete": self.scope.deletable_by,
            "publish": self.scope.approvable_by,
        }
        allowed_to = lists.get(action, self.scope.changeable_by)
        return instance.pk is None or allowed_to(user).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(self, user: Viewer, actions: Any) -> Any:
        visible = self.scope.visible_to(user)
        return visible if self.user_has_any_permission(user, actions) else visible.none()


class ScopedURLFinder:
    """Where an object is edited; None for who may not. Other views ask this about references."""

    url_name: str
    policy: ScopedPermissionPolicy

    def __init__(self, user: Viewer | None = None) -> None:
        self.user = user

    def get_edit_url(self, instance: Model) -> str | None:
        user, may = self.user, self.policy.user_has_permission_for_instance
        if user and not may(user, "change", instance):
            return None
        return reverse(self.url_name, args=[quote(instance.pk)])
