"""The keyed hash of a 学籍号."""

import hashlib

from pytest_django import Settings

from schools.student_hash import student_hash

NUMBER = "G440305201501010001"


def test_it_is_the_same_each_time_and_differs_between_pupils() -> None:
    assert student_hash(NUMBER) == student_hash(NUMBER)
    assert len({student_hash(f"G44030520150101{n:04d}") for n in range(1000)}) == 1000


def test_it_is_64_hex_digits_and_no_plain_hash() -> None:
    digest = student_hash(NUMBER)
    assert len(bytes.fromhex(digest)) == 32
    assert digest != hashlib.sha256(NUMBER.encode()).hexdigest()


def test_it_hangs_on_its_own_key_or_else_on_the_secret_key(settings: Settings) -> None:
    settings.SECRET_KEY, settings.STUDENT_HASH_KEY = "one", ""
    by_secret = student_hash(NUMBER)
    settings.STUDENT_HASH_KEY = "own"
    by_own = student_hash(NUMBER)
    settings.SECRET_KEY = "two"
    assert student_hash(NUMBER) == by_own
    assert by_own != by_secret
    settings.STUDENT_HASH_KEY = ""
    assert student_hash(NUMBER) not in {by_own, by_secret}
