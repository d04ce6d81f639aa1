"""Reading a file that somebody uploaded in a process of its own, with little memory and time."""

import json
import pickle
import subprocess
import sys

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from schools.roster.errors import ColumnsUnknown, RosterFileError
from schools.roster.parse import Reading

MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
WALL_SECONDS = 30  # a busy machine gives the process its ten seconds late


def read_apart(
    data: bytes, *, filename: str, system: str, mapping: dict[str, str] | None = None
) -> Reading:
    """What `read_roster` gives for these bytes. Raises RosterFileError, also past the limits.

    The process has no database, no secret in its environment, and writes no file.
    """
    order = {
        "filename": filename,
        "system": system,
        "mapping": mapping,
        "language": translation.get_language() or "en",
        "locale_paths": [str(path) for path in settings.LOCALE_PATHS],
        "memory_bytes": MEMORY_BYTES,
        "cpu_seconds": CPU_SECONDS,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "schools.roster.apart_child"],
            input=json.dumps(order).encode() + b"\n" + data,
            capture_output=True,
            cwd=settings.BASE_DIR,
            env={"PYTHONUTF8": "1"},
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    if done.returncode:
        raise _too_much()
    # A pickle from our own program, which ran none of the file's: openpyxl evaluates nothing.
    answer = pickle.loads(done.stdout)
    if isinstance(answer, Reading):
        return answer
    if answer["titles"]:
        raise ColumnsUnknown(answer["message"], answer["titles"], answer["known"])
    raise RosterFileError(answer["message"])


def _too_much() -> RosterFileError:
    return RosterFileError(
        _(
            "Reading the file takes too much memory or time. Copy the list alone into a new file, "
            "or split it by grade, and try again."
        )
    )
