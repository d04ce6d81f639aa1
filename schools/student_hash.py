"""The keyed hash by which a later roster knows a pupil again without the 学籍号 being kept."""

from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "schools.student_hash"


def student_hash(student_id: str) -> str:
    """HMAC-SHA256 of a normalised 学籍号 (see `schools.roster.cells`), as 64 hex digits.

    The key is the setting STUDENT_HASH_KEY, or SECRET_KEY where that is empty. It must be secret,
    because eighteen digits are few enough to be tried, and it must stay: with another key no
    pupil is known again by number. If it is lost, set `student_hash` of every pupil to NULL; the
    next import then matches by name and class, and stores the new hashes.
    """
    key = getattr(settings, "STUDENT_HASH_KEY", "") or settings.SECRET_KEY
    return salted_hmac(SALT, student_id, secret=key, algorithm="sha256").hexdigest()
