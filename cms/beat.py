"""What the worker does beside its jobs: every two seconds, every minute, every day."""

import logging
import threading
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone

from insights.domain.scores import drain_pending
from quizzes.domain.sittings import end_forgotten_sittings
from quizzes.domain.submission import close_overdue_attempts
from quizzes.domain.uploads import forget_old_question_files
from schools.domain.audit import remove_old_entries
from schools.domain.panels import forget_old_panels
from schools.domain.roster.history import forget_old_changes
from schools.domain.roster.uploads import forget_old_uploads

SECONDS = 2
MINUTE = 60
DAY = 24 * 3600
BATCH = 500

logger = logging.getLogger("cms.beat")


def beat() -> None:
    """Close what is overdue and bring the figures up to date."""
    now = timezone.now()
    close_overdue_attempts(now=now)
    while drain_pending(now=now, limit=BATCH) == BATCH:
        pass


def minute() -> None:
    """Publish pages whose time has come; end and drop what was forgotten."""
    forget_old_uploads(now=timezone.now())
    forget_old_question_files(now=timezone.now())
    forget_old_panels(now=timezone.now())
    call_command("publish_scheduled")
    end_forgotten_sittings(now=timezone.now())
    call_command("clearsessions")


def day() -> None:
    """Remove audit entries and roster changes whose year is over."""
    remove_old_entries(now=timezone.now())
    forget_old_changes(now=timezone.now())


def run_safely(step: Callable[[], None]) -> None:
    """One failing step is logged and tried again at its next turn; it never ends the worker."""
    try:
        close_old_connections()
        step()
    except Exception:
        logger.exception("%s failed", step.__name__)


def run_until(stopped: threading.Event) -> None:
    next_minute = next_day = time.monotonic()
    while not stopped.wait(SECONDS):
        run_safely(beat)
        if time.monotonic() >= next_minute:
            next_minute = time.monotonic() + MINUTE
            run_safely(minute)
        if time.monotonic() >= next_day:
            next_day = time.monotonic() + DAY
            run_safely(day)
