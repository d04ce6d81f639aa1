"""Pupils of one class who share a name, told apart by a number that says nothing else."""

from collections import Counter

from schools.models import User


def roster_labels(roster: list[User]) -> dict[int, str]:
    """What to call each pupil: the name, and for namesakes 张伟 1, 张伟 2 in the roster's order."""
    shared = Counter(pupil.name for pupil in roster)
    met: Counter[str] = Counter()
    labels = {}
    for pupil in roster:
        met[pupil.name] += 1
        is_shared = shared[pupil.name] > 1
        labels[pupil.pk] = f"{pupil.name} {met[pupil.name]}" if is_shared else pupil.name
    return labels
