"""Slows down guessing of codes and cards. A school sits behind one address, so it is generous."""

from django.http import HttpRequest

from schools.brake import Brake, count_wrong, is_over

WRONG_CODES_A_MINUTE = 60
WRONG_CARDS_A_MINUTE = 600
"""Nobody guesses 80 bits: this only spares the database, and a class with old cards is far off."""

WRONG_HOME_SIGN_INS_A_MINUTE = 120
"""Each pupil's PIN locks by itself; this spares the server the slow hashes of a flood."""

WRONG_IN_A_CLASS_A_MINUTE = 15
"""At home, for one class: nobody locks all its PINs in the minutes before a quiz."""

WRONG_CODES = Brake("wrong-join-codes", WRONG_CODES_A_MINUTE)
WRONG_CARDS = Brake("wrong-cards", WRONG_CARDS_A_MINUTE)
WRONG_HOME = Brake("wrong-home-sign-ins", WRONG_HOME_SIGN_INS_A_MINUTE)


def is_braked(request: HttpRequest, brake: Brake = WRONG_CODES) -> bool:
    """Whether this address has sent too many wrong ones within the last minute."""
    return is_over(request, brake)


def count_wrong_code(request: HttpRequest, brake: Brake = WRONG_CODES) -> None:
    count_wrong(request, brake)
