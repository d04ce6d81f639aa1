"""Slows down guessing of codes and cards. A school sits behind one address, so it is generous."""

from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from schools.addresses import client_address

WINDOW = 60  # seconds
WRONG_CODES_A_MINUTE = 60
WRONG_CARDS_A_MINUTE = 600
"""Nobody guesses 80 bits: this only spares the database, and a class with old cards is far off."""

WRONG_HOME_SIGN_INS_A_MINUTE = 120
"""Each pupil's PIN locks by itself; this spares the server the slow hashes of a flood."""


@dataclass(frozen=True)
class Brake:
    """What is counted, and how many wrong ones a minute an address may send."""

    name: str
    limit: int


WRONG_CODES = Brake("wrong-join-codes", WRONG_CODES_A_MINUTE)
WRONG_CARDS = Brake("wrong-cards", WRONG_CARDS_A_MINUTE)
WRONG_HOME = Brake("wrong-home-sign-ins", WRONG_HOME_SIGN_INS_A_MINUTE)


def _key(request: HttpRequest, brake: Brake) -> str:
    return f"{brake.name}:{client_address(request)}"


def is_braked(request: HttpRequest, brake: Brake = WRONG_CODES) -> bool:
    """Whether this address has sent too many wrong ones within the last minute."""
    return cache.get(_key(request, brake), 0) >= brake.limit


def count_wrong_code(request: HttpRequest, brake: Brake = WRONG_CODES) -> None:
    key = _key(request, brake)
    cache.add(key, 0, WINDOW)
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, WINDOW)
