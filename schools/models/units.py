"""The tree of units: district, group, school, campus, class."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from schools.choices import Stage, System, UnitKind, first_grade, last_grade
from schools.grades import class_name, grade_on


class UnitQuerySet(MP_NodeQuerySet):
    def of_kind(self, kind: UnitKind) -> "UnitQuerySet":
        return self.filter(kind=kind)

    def below(self, paths: list[str]) -> "UnitQuerySet":
        """The units at or below any of these tree paths."""
        condition = models.Q(pk__in=[])
        for path in paths:
            condition |= models.Q(path__startswith=path)
        return self.filter(condition)


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> UnitQuerySet:
        # treebeard's own manager names its QuerySet class; ours must win.
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(MP_Node):
    """A place in the tree. A role held here counts for everything below it.

    A class has an entry year and a number instead of a name: its grade follows from the date.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=80, blank=True)
    code = models.SlugField(_("code"), max_length=40, unique=True, null=True, blank=True)  # noqa: DJ001
    stage = models.CharField(_("stage"), max_length=12, choices=Stage.choices, blank=True)
    system = models.CharField(
        _("system"), max_length=3, choices=System.choices, default=System.SIX_THREE
    )
    school = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="inner_units",
        verbose_name=_("school"),
    )
    entry_year = models.PositiveSmallIntegerField(_("entry year"), null=True, blank=True)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)

    objects = UnitManager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="class_has_stage_entry_year_and_number",
                condition=(
                    models.Q(kind="class", entry_year__isnull=False, number__isnull=False)
                    & ~models.Q(stage="")
                )
                | (~models.Q(kind="class") & models.Q(entry_year=None, number=None)),
            ),
            models.CheckConstraint(
                name="inner_unit_has_school",
                condition=models.Q(kind__in=["class", "campus"], school__isnull=False)
                | (~models.Q(kind__in=["class", "campus"]) & models.Q(school=None)),
            ),
            models.UniqueConstraint(
                name="one_class_per_number",
                fields=["school", "stage", "entry_year", "number"],
                condition=models.Q(kind="class"),
            ),
        ]

    def __str__(self) -> str:
        return self.name or (self.class_name_on(date.today()) if self.is_class else "")

    @property
    def is_class(self) -> bool:
        return self.kind == UnitKind.CLASS

    def grade_on(self, day: date) -> int:
        """A class's grade on a day. Raises ValueError for another kind of unit."""
        if self.entry_year is None:
            raise ValueError(f"{self.pk} is not a class")
        start = first_grade(self.stage, self.system)
        return grade_on(first_grade=start, entry_year=self.entry_year, day=day)

    def has_left_school_on(self, day: date) -> bool:
        """Whether a class is through with its stage: nobody promotes it, and nobody ends it."""
        return self.grade_on(day) > last_grade(self.stage, self.system)

    def class_name_on(self, day: date) -> str:
        return class_name(self.grade_on(day), self.number or 0)
