"""Slows down guessing of join codes. A whole school sits behind one address, so it is generous."""

from django.core.cache import cache
from django.http import HttpRequest

from schools.addresses import client_address

WRONG_CODES_A_MINUTE = 60
WINDOW = 60  # seconds


def _key(request: HttpRequest) -> str:
    return f"wrong-join-codes:{client_address(request)}"


def is_braked(request: HttpRequest) -> bool:
    """Whether this address has typed too many wrong codes within the last minute."""
    return cache.get(_key(request), 0) >= WRONG_CODES_A_MINUTE


def count_wrong_code(request: HttpRequest) -> None:
    key = _key(request)
    cache.add(key, 0, WINDOW)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, WINDOW)
