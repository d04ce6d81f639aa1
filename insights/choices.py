"""The fixed vocabularies of figures: how sure they are, and why there may be none."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certainty(models.TextChoices):
    """What stands behind a rate."""

    NOTHING = "nothing", _("Nothing was answered, so there is no rate.")
    COUNT = "count", _("A class is counted: this is no estimate, and needs no range.")
    CENSUS = "census", _("Everybody on the roster was measured: a count, not an estimate.")
    INTERVAL = (
        "interval",
        _("The range allows for how classes differ and who is missing; 95 in 100 are right."),
    )
    BOUNDS = (
        "bounds",
        _("The measured classes do not differ; the range is what the missing could still change."),
    )
    ONE_CLASS = "one_class", _("Only one class was measured, so no range can be given.")


class Silence(models.TextChoices):
    """Why a unit has no figures."""

    NO_PUPILS = "no_pupils", _("No pupils of these grades on the roster")
    NOT_MEASURED = "not_measured", _("Nobody has been measured yet")
    TOO_FEW = "too_few", _("Fewer than five people measured; figures not shown")
