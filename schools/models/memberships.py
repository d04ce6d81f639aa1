"""Who belongs where, from when to when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.choices import CLASS_POSTS, ROLE_OF_POST, Post, Role

from .units import Unit


def _post_gives_its_role() -> models.Q:
    """No post says nothing; 班主任 and 任课教师 without a class are staff."""
    condition = models.Q(post="") | models.Q(post__in=CLASS_POSTS, role=Role.STAFF)
    for post, role in ROLE_OF_POST.items():
        condition |= models.Q(post=post, role=role)
    return condition


class Membership(models.Model):
    """A role at a unit, counting for all below it, and the post that gives it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    post = models.CharField(_("post"), max_length=20, choices=Post.choices, blank=True, default="")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                name="one_post_per_unit", fields=["user", "role", "post", "unit"]
            ),
            models.CheckConstraint(name="post_gives_its_role", condition=_post_gives_its_role()),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.unit_id}"

    @property
    def title(self) -> str:
        """What the person is called here."""
        return str(Post(self.post).label if self.post else Role(self.role).label)


class ClassMembershipQuerySet(models.QuerySet["ClassMembership"]):
    def on(self, day: date) -> "ClassMembershipQuerySet":
        """Memberships that hold on `day`; the last day is the one before `ends_date`."""
        return self.filter(
            models.Q(ends_date=None) | models.Q(ends_date__gt=day), starts_date__lte=day
        )


class ClassMembership(models.Model):
    """A pupil in a class from a date (included) to a date (not included)."""

    student = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="class_memberships"
    )
    class_unit = models.ForeignKey(Unit, models.PROTECT, related_name="class_memberships")
    starts_date = models.DateField(_("from"))
    ends_date = models.DateField(_("until"), null=True, blank=True)

    objects = ClassMembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("class membership")
        verbose_name_plural = _("class memberships")
        constraints = [
            models.CheckConstraint(
                name="class_membership_ends_after_start",
                condition=models.Q(ends_date=None)
                | models.Q(ends_date__gte=models.F("starts_date")),
            ),
            models.UniqueConstraint(
                name="one_open_membership_per_class",
                fields=["student", "class_unit"],
                condition=models.Q(ends_date=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student_id} in {self.class_unit_id} from {self.starts_date}"
