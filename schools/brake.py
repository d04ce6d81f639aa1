"""Slows down guessing by address, for a minute at a time. A school sits behind one address."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from schools.addresses import client_address

WINDOW = 60  # seconds


@dataclass(frozen=True)
class Brake:
    """What is counted, and how many wrong ones a minute an address may send."""

    name: str
    limit: int


def is_over(request: HttpRequest, brake: Brake) -> bool:
    """Whether this address has sent too many wrong ones within the last minute."""
    return cache.get(_key(request, brake), 0) >= brake.limit


def count_wrong(request: HttpRequest, brake: Brake) -> None:
    key = _key(request, brake)
    cache.add(key, 0, WINDOW)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, WINDOW)


def _key(request: HttpRequest, brake: Brake) -> str:
    return f"{brake.name}:{client_address(request)}"
