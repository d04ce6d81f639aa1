"""The one place that decides what is revealed of an attempt, to whom and when."""

from dataclasses import dataclass
from datetime import datetime

from quizzes.choices import Reveal, RevealWhen
from quizzes.models import Attempt
from quizzes.permissions import can_read_with_reason, reads_as_teacher
from schools.permissions import Viewer

LEVELS = [Reveal.NOTHING, Reveal.COUNT, Reveal.CORRECTNESS, Reveal.SOLUTION]


@dataclass(frozen=True)
class Disclosure:
    """How far the result is revealed; each level includes those below it."""

    reveal: Reveal

    def shows(self, level: Reveal) -> bool:
        return LEVELS.index(self.reveal) >= LEVELS.index(level)

    @property
    def shows_count(self) -> bool:
        return self.shows(Reveal.COUNT)

    @property
    def shows_correctness(self) -> bool:
        return self.shows(Reveal.CORRECTNESS)

    @property
    def shows_solution(self) -> bool:
        return self.shows(Reveal.SOLUTION)


def disclosure(
    attempt: Attempt, viewer: Viewer, now: datetime, *, with_reason: bool = False
) -> Disclosure:
    """What `viewer`, who may see the attempt at all, is shown of it at `now`.

    Nobody is shown anything of an open attempt. The class's head teacher, who gave the sitting,
    and an officer who has said why (`with_reason`) see the solution of a closed one; the pupil
    and the guardians see what was promised when the attempt began.
    """
    if attempt.closed_at is None:
        return Disclosure(Reveal.NOTHING)
    if viewer.pk != attempt.student_id and (
        reads_as_teacher(viewer, attempt) or (with_reason and can_read_with_reason(viewer, attempt))
    ):
        return Disclosure(Reveal.SOLUTION)
    when = attempt.rules["reveal_when"]
    is_due = when == RevealWhen.AT_ONCE or (
        when == RevealWhen.AFTER_CLOSING and not attempt.sitting.is_open_at(now)
    )
    return Disclosure(Reveal(attempt.rules["reveal"]) if is_due else Reveal.NOTHING)
