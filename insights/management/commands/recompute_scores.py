"""manage.py recompute_scores: make the derived figures again from the marks."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from insights.domain.scores import recompute_scores


class Command(BaseCommand):
    help = "Makes every indicator score again from the marks."

    def handle(self, *args: Any, **options: Any) -> None:
        made = recompute_scores(now=timezone.now())
        self.stdout.write(_("%(count)d scores made again.") % {"count": made})
