"""One approval for the whole deployment, in which each unit's own approvers decide."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from cms.owners import unit_of
from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import User
from schools.permissions import Viewer, can_approve_for, has_other_approver

Action = tuple[str, Any, bool]
"""Name, words, whether a comment is asked for."""


class UnitApprovalTask(Task):
    """Asks the approvers of the unit that owns the page or snippet, told by `unit_of`.

    Wagtail's own task asks one group for everything, so it cannot tell two schools apart.
    """

    class Meta:
        verbose_name = _("approval by the own school")
        verbose_name_plural = _("approvals by the own school")

    def is_moderator(self, thing: models.Model, user: Viewer) -> bool:
        """Whether the user approves for the unit of the thing."""
        unit = unit_of(thing)
        is_approver = unit is not None and can_approve_for(user, unit)
        return bool(user.is_active and (user.is_superuser or is_approver))

    def user_can_access_editor(self, obj: models.Model, user: Viewer) -> bool:
        return self.is_moderator(obj, user)

    def locked_for_user(self, obj: models.Model, user: Viewer) -> bool:
        return not self.is_moderator(obj, user)

    def user_can_lock(self, obj: models.Model, user: Viewer) -> bool:
        return self.is_moderator(obj, user)

    def get_actions(self, obj: models.Model, user: User) -> list[Action]:
        """Nothing for an approver's own text, as long as somebody else can look at it."""
        if not self.is_moderator(obj, user) or self.needs_other_eyes(obj, user):
            return []
        return [
            ("reject", _("Request changes"), True),
            ("approve", _("Approve"), False),
            ("approve", _("Approve with comment"), True),
        ]

    def needs_other_eyes(self, obj: models.Model, user: User) -> bool:
        """Whether the user asked for this approval and the unit has another approver."""
        unit = unit_of(obj)
        is_own = _asked_for_by(obj) == user.pk and not user.is_superuser
        return is_own and unit is not None and has_other_approver(unit, user)

    def get_task_states_user_can_moderate(
        self, user: Viewer, **kwargs: Any
    ) -> models.QuerySet[TaskState]:
        """The open requests of the user's own units; few are open at a time in a deployment."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if user.is_superuser:
            return waiting
        states = waiting.select_related("workflow_state")
        return waiting.filter(pk__in=self._own(states, user))

    def _own(self, states: Iterable[TaskState], user: Viewer) -> list[int]:
        return [
            state.pk
            for state in states
            if (thing := state.workflow_state.content_object) and self.is_moderator(thing, user)
        ]

    @transaction.atomic
    def on_action(self, task_state: TaskState, user: User, action_name: str, **kwargs: Any) -> None:
        """Raises PermissionDenied for the request of another unit.

        Wagtail's view asks about the page of the address but decides on the request whose number
        stands behind it, which may be another's.
        """
        thing = task_state.workflow_state.content_object
        if action_name not in [name for name, _words, _modal in self.get_actions(thing, user)]:
            raise PermissionDenied
        if action_name == "approve" and _asked_for_by(thing) == user.pk:
            record(
                action=AuditAction.OWN_TEXT_APPROVED,
                actor=user,
                unit=unit_of(thing),
                detail={"text": f"{thing._meta.model_name} {thing.pk}"},
                now=timezone.now(),
            )
        super().on_action(task_state, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return str(_("The head and the safety officer of the own school, or the own bureau."))


def _asked_for_by(thing: models.Model) -> int | None:
    state = thing.current_workflow_state  # type: ignore[attr-defined]
    return state.requested_by_id if state else None
