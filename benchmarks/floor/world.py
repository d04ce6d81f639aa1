"""Makes the floor's tables; prints the work of its rounds. Run as `-m` with its settings."""

import json
import sys

import django


def make_work(attempts: int, requests: int) -> list[dict[str, list[str]]]:
    """As many pieces of work as attempts, each of as many requests."""
    from benchmarks.floor.models import Seat

    codes = [f"seat-{number}" for number in range(attempts)]
    Seat.objects.bulk_create(Seat(code=code) for code in codes)
    return [{"paths": [f"/visit/{code}/"] * requests} for code in codes]


def main(attempts: int, requests: int) -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    json.dump(make_work(attempts, requests), sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
