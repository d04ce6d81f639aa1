"""Makes a class in the middle of a quiz; prints the work of its pupils. Run as `-m`.

Everything is made by the product's own domain functions, but the pupils' sessions: these are
written as signing in would write them, because PINs are not what is measured.
"""

import json
import sys
from typing import Any

import django

QUESTIONS = 10


def make_pupils(class_unit: Any, count: int) -> list[Any]:
    """Pupils on the class's roster, without passwords."""
    from django.contrib.auth.hashers import make_password

    from schools.models import ClassMembership, User
    from tests.factories import TODAY

    made = User.objects.bulk_create(
        User(username=f"bench{n}", name=f"学生{n}", is_pupil=True, password=make_password(None))
        for n in range(count)
    )
    ClassMembership.objects.bulk_create(
        ClassMembership(student=pupil, class_unit=class_unit, starts_date=TODAY.replace(year=2020))
        for pupil in made
    )
    return made


def session_cookie(user: Any, backend: str = "schools.backends.PinBackend") -> str:
    """The cookie of a session in which the user is signed in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from schools.idle import note_use

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    note_use(session, timezone.now())
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def answer_to(spec: dict[str, Any], number: int) -> Any:
    """Some answer to a question: right for some, wrong for others, as in a class."""
    if spec["kind"] == "true_false":
        return number % 2 == 0
    keys = [option["key"] for option in spec["options"]]
    return sorted(keys[:2]) if spec["kind"] == "multiple" else keys[number % len(keys)]


def work_of(attempt: Any, cookie: str) -> dict[str, Any]:
    """What the client needs to sit an attempt."""
    from django.urls import reverse

    from quizzes.queries import attempt_slots

    return {
        "cookie": cookie,
        "page": reverse("attempt", args=[attempt.pk]),
        "answers": reverse("attempt_answers", args=[attempt.pk]),
        "submit": reverse("attempt_submit", args=[attempt.pk]),
        "values": [answer_to(slot.spec, slot.number) for slot in attempt_slots(attempt)],
    }


def make_work(attempts: int) -> list[dict[str, Any]]:
    """A class of this many pupils, each signed in, with an attempt at one open sitting."""
    from django.utils import timezone

    from quizzes.domain.attempts import start_attempt
    from schools.choices import Role
    from tests import factories
    from tests.quizzes.factories import make_quiz, make_sitting

    school = factories.make_school(factories.make_district())
    class_unit = factories.make_class(school)
    teacher = factories.make_member(Role.HEAD_TEACHER, class_unit)
    now = timezone.now()
    quiz = make_quiz(school, count=QUESTIONS)
    sitting = make_sitting(class_unit, teacher, quiz=quiz, now=now)
    work = []
    for pupil in make_pupils(class_unit, attempts):
        attempt = start_attempt(sitting=sitting, student=pupil, now=now)
        work.append(work_of(attempt, session_cookie(pupil)))
    return work


def main(attempts: int) -> None:
    django.setup()
    from django.core.management import call_command
    from django.db import transaction

    call_command("migrate", verbosity=0)
    with transaction.atomic():
        work = make_work(attempts)
    json.dump(work, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
