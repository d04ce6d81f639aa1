"""Password hashing."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at OWASP's minimum, so that a class of forty signs in without a queue."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1
