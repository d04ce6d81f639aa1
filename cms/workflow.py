"""The one workflow of a deployment: every page and every snippet that tells its unit."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowMixin,
    WorkflowPage,
    WorkflowTask,
)

from cms.models import UnitApprovalTask


@transaction.atomic
def ensure_workflow() -> Workflow | None:
    """The workflow, made once and tied to the root page and to every owned snippet; idempotent.

    None while there is no root page, as after a flush.
    """
    root = Page.objects.filter(depth=1).first()
    if root is None:
        return None
    task = UnitApprovalTask.objects.first() or UnitApprovalTask.objects.create(
        name=_("Approval by the own school")
    )
    link = WorkflowTask.objects.filter(task=task).select_related("workflow").first()
    workflow = link.workflow if link else Workflow.objects.create(name=task.name)
    if link is None:
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    # In place of the one that Wagtail brings, which asks one group for everything.
    WorkflowPage.objects.update_or_create(page=root, defaults={"workflow": workflow})
    for model in owned_snippets():
        content_type = ContentType.objects.get_for_model(model)
        WorkflowContentType.objects.update_or_create(
            content_type=content_type, defaults={"workflow": workflow}
        )
    return workflow


def owned_snippets() -> list[type[WorkflowMixin]]:
    """Every model with a workflow that is not a page and tells its unit."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, WorkflowMixin)
        and not issubclass(model, Page)
        and hasattr(model, "get_owner_unit")
    ]
