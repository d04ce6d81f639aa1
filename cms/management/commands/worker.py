"""The one background process: jobs from the database, and the beat beside them."""

import threading
from typing import Any

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from cms.beat import run_until


class Command(DatabaseWorker):
    help = "Run queued jobs, close overdue attempts, refresh figures and publish scheduled pages."

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        beat = threading.Thread(target=run_until, args=[stopped], name="beat", daemon=True)
        beat.start()
        try:
            super().handle(*args, **options)
        finally:
            stopped.set()
            beat.join(timeout=10)
