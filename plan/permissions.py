"""Who may read a plan: everybody with a post in its district."""

from django.db.models import QuerySet

from plan.models import Plan
from schools.models import Membership, Unit
from schools.permissions import Viewer


def prefixes(path: str) -> list[str]:
    """The tree paths from the root down to `path`, itself included."""
    return [path[:end] for end in range(Unit.steplen, len(path) + 1, Unit.steplen)]


def plans_visible_to(user: Viewer) -> QuerySet[Plan]:
    """The plans of every district in which the user holds a post, whatever the post."""
    if not user.is_authenticated or not user.is_active:
        return Plan.objects.none()
    held = Membership.objects.filter(user_id=user.pk).values_list("unit__path", flat=True)
    paths = {prefix for path in held for prefix in prefixes(path)}
    return Plan.objects.filter(district__path__in=sorted(paths))
