"""The code of a class, for pupils who sign in at home."""

import secrets
from datetime import datetime

from django.db import transaction

from schools.choices import AuditAction
from schools.domain.audit import record
from schools.models import ClassCode, Unit, User

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without 0, O, 1, I and L, which children mix up: eight of these are 8.5 × 10¹¹ codes."""
LENGTH = 8


def class_code_of(*, class_unit: Unit, now: datetime) -> ClassCode:
    """The class's code; the first time, a new one."""
    made = {"code": _new_code(), "changed_at": now}
    return ClassCode.objects.get_or_create(class_unit=class_unit, defaults=made)[0]


@transaction.atomic
def renew_class_code(*, class_unit: Unit, by: User, now: datetime) -> ClassCode:
    """A new code in the place of any old one, which no longer lets anybody in."""
    made = {"code": _new_code(), "changed_at": now}
    code, _is_new = ClassCode.objects.update_or_create(class_unit=class_unit, defaults=made)
    record(action=AuditAction.CLASS_CODE_SET, actor=by, unit=class_unit, now=now)
    return code


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
        if not ClassCode.objects.filter(code=code).exists():
            return code
