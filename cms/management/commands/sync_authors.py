"""`manage.py sync_authors`: put Wagtail's groups, permissions and collections right."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from cms.domain.spaces import sync_all
from cms.workflow import ensure_workflow


class Command(BaseCommand):
    help = "Make or mend every unit's groups, permissions, collection and page. Idempotent."

    def handle(self, *args: Any, **options: Any) -> None:
        ensure_workflow()
        self.stdout.write(_("Units put right: %(count)d") % {"count": sync_all()})
