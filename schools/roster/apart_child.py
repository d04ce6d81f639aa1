"""The process that `read_apart` starts: an order and a file come in, a reading goes out.

It knows the catalogue for its sentences, and nothing else of the product.
"""

import contextlib
import json
import pickle
import sys
from typing import Any

import django
from django.conf import settings
from django.utils import translation


def limit_process(memory_bytes: int, cpu_seconds: int) -> None:
    """Ends the process when it wants more; where there are no such limits the clock remains."""
    with contextlib.suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would hold the children's data


def answer_order(order: dict[str, Any], data: bytes) -> object:
    """A Reading, or a dict of a sentence (and of titles to map by hand)."""
    from schools.roster import ColumnsUnknown, RosterFileError, read_roster

    try:
        return read_roster(
            data, filename=order["filename"], system=order["system"], mapping=order["mapping"]
        )
    except ColumnsUnknown as error:
        return {"message": str(error), "titles": error.titles, "known": error.known}
    except RosterFileError as error:
        return {"message": str(error), "titles": (), "known": {}}


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    limit_process(order["memory_bytes"], order["cpu_seconds"])
    settings.configure(
        INSTALLED_APPS=[], LOCALE_PATHS=order["locale_paths"], LANGUAGE_CODE=order["language"]
    )
    django.setup()
    translation.activate(order["language"])
    sys.stdout.buffer.write(pickle.dumps(answer_order(order, sys.stdin.buffer.read())))


if __name__ == "__main__":
    main()
