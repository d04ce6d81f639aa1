"""The fixed vocabularies of units, people and the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

KINDERGARTEN_MAX_GRADE = 0
LOWEST_GRADE = -2
HIGHEST_GRADE = 12


class UnitKind(models.TextChoices):
    DISTRICT = "district", _("District")
    GROUP = "group", _("School group")
    SCHOOL = "school", _("School")
    CAMPUS = "campus", _("Campus")
    CLASS = "class", _("Class")


class System(models.TextChoices):
    """How primary and junior years are split."""

    SIX_THREE = "6-3", _("Six-three system")
    FIVE_FOUR = "5-4", _("Five-four system")


class Stage(models.TextChoices):
    KINDERGARTEN = "kindergarten", _("Kindergarten")
    PRIMARY = "primary", _("Primary school")
    JUNIOR = "junior", _("Junior secondary school")
    SENIOR = "senior", _("Senior secondary school")
    VOCATIONAL = "vocational", _("Vocational school")
    SPECIAL = "special", _("Special school")


class Role(models.TextChoices):
    BUREAU_OFFICER = "bureau_officer", _("Bureau officer")
    SCHOOL_HEAD = "school_head", _("School head")
    SAFETY_OFFICER = "safety_officer", _("Safety officer")
    IT_TEACHER = "it_teacher", _("IT teacher")
    HEAD_TEACHER = "head_teacher", _("Head teacher")
    TEACHER = "teacher", _("Teacher")
    STAFF = "staff", _("Staff")
    AUDITOR = "auditor", _("Auditor")


class AuditAction(models.TextChoices):
    SIGN_IN = "sign_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGN_OUT = "sign_out", _("Signed out")
    PIN_SET = "pin_set", _("Made new PINs")
    PIN_UNLOCKED = "pin_unlocked", _("Unlocked a PIN")
    CLASS_CODE_SET = "class_code_set", _("Made a new class code")
    PANEL_SIGNED_IN = "panel_signed_in", _("Signed a class panel in")
    PANEL_SIGNED_OUT = "panel_signed_out", _("Signed a class panel out")
    SSO_LINKED = "sso_linked", _("Linked an account")
    SSO_UNLINKED = "sso_unlinked", _("Unlinked an account")
    ROSTER_IMPORT = "roster_import", _("Imported a roster")
    SITTING_OPENED = "sitting_opened", _("Opened a sitting")
    SITTING_CLOSED = "sitting_closed", _("Ended a sitting")
    NAMED_ANSWERS_READ = "named_answers_read", _("Read a person's answers")
    EXPORTED = "exported", _("Exported data")
    ERASED = "erased", _("Erased a person")


class Sex(models.TextChoices):
    MALE = "m", _("Male")
    FEMALE = "f", _("Female")
    UNKNOWN = "", _("Not given")


def first_grade(stage: str, system: str) -> int:
    """The grade in which a stage begins; kindergarten's three years are -2, -1 and 0."""
    junior = 7 if system == System.SIX_THREE else 6
    return {
        Stage.KINDERGARTEN: LOWEST_GRADE,
        Stage.JUNIOR: junior,
        Stage.SENIOR: 10,
        Stage.VOCATIONAL: 10,
    }.get(Stage(stage), 1)


def stage_of_grade(grade: int, system: str) -> Stage:
    """The stage to which a grade of an ordinary school belongs."""
    if grade <= KINDERGARTEN_MAX_GRADE:
        return Stage.KINDERGARTEN
    if grade < first_grade(Stage.JUNIOR, system):
        return Stage.PRIMARY
    return Stage.JUNIOR if grade < first_grade(Stage.SENIOR, system) else Stage.SENIOR
