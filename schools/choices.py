"""The fixed vocabularies of units, people and the calendar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

KINDERGARTEN_MAX_GRADE = 0
LOWEST_GRADE = -2
HIGHEST_GRADE = 12
FIRST_GRADE_WITH_PASSWORDS = 7


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


class Post(models.TextChoices):
    """What a person is called at work; what they may do follows in ROLE_OF_POST."""

    HEAD = "head", _("School head")
    PARTY_SECRETARY = "party_secretary", _("Party secretary")
    DEPUTY_HEAD = "deputy_head", _("Deputy head")
    SAFETY_DEPUTY = "safety_deputy", _("Deputy head for safety")
    LAW_DEPUTY = "law_deputy", _("Deputy head for law")
    SAFETY_OFFICER = "safety_officer", _("Safety officer")
    MIDDLE = "middle", _("Middle manager")
    HEAD_TEACHER = "head_teacher", _("Head teacher")
    TEACHER = "teacher", _("Teacher")
    IT_TEACHER = "it_teacher", _("IT teacher")
    DOCTOR = "doctor", _("School doctor")
    GUARD = "guard", _("Guard")
    KITCHEN = "kitchen", _("Kitchen staff")
    DORMITORY = "dormitory", _("Dormitory staff")
    CLEANING = "cleaning", _("Cleaning staff")
    OTHER = "staff", _("Staff")
    BUREAU_OFFICER = "bureau_officer", _("Bureau officer")
    AUDITOR = "auditor", _("Auditor")


ROLE_OF_POST = {
    Post.HEAD: Role.SCHOOL_HEAD,
    Post.PARTY_SECRETARY: Role.SCHOOL_HEAD,  # 党政同责: both are first responsible
    Post.DEPUTY_HEAD: Role.STAFF,
    Post.SAFETY_DEPUTY: Role.SAFETY_OFFICER,
    Post.LAW_DEPUTY: Role.STAFF,
    Post.SAFETY_OFFICER: Role.SAFETY_OFFICER,
    Post.MIDDLE: Role.STAFF,
    Post.HEAD_TEACHER: Role.HEAD_TEACHER,
    Post.TEACHER: Role.TEACHER,
    Post.IT_TEACHER: Role.IT_TEACHER,
    Post.DOCTOR: Role.STAFF,
    Post.GUARD: Role.STAFF,
    Post.KITCHEN: Role.STAFF,
    Post.DORMITORY: Role.STAFF,
    Post.CLEANING: Role.STAFF,
    Post.OTHER: Role.STAFF,
    Post.BUREAU_OFFICER: Role.BUREAU_OFFICER,
    Post.AUDITOR: Role.AUDITOR,
}
DISTRICT_POSTS = (Post.BUREAU_OFFICER, Post.AUDITOR)
SCHOOL_POSTS = tuple(post for post in Post if post not in DISTRICT_POSTS)
CLASS_POSTS = (Post.HEAD_TEACHER, Post.TEACHER)
POSTS_WITHOUT_ACCOUNT = (Post.GUARD, Post.KITCHEN, Post.DORMITORY, Post.CLEANING)


def role_of(post: Post, *, at_class: bool) -> Role:
    """What a post lets a person do. A 班主任 or 任课教师 without a class is staff."""
    return Role.STAFF if post in CLASS_POSTS and not at_class else ROLE_OF_POST[post]


class AuditAction(models.TextChoices):
    SIGN_IN = "sign_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Sign-in failed")
    SIGN_OUT = "sign_out", _("Signed out")
    PIN_SET = "pin_set", _("Made new PINs")
    PIN_UNLOCKED = "pin_unlocked", _("Unlocked a PIN")
    CARDS_ISSUED = "cards_issued", _("Made new sign-in cards")
    MEMBERSHIP_CHANGED = "membership_changed", _("Changed somebody's post")
    PASSWORD_ISSUED = "password_issued", _("Issued first passwords")
    PASSWORD_CHANGED = "password_changed", _("Changed the own password")
    PASSWORD_REVOKED = "password_revoked", _("Took pupils' passwords away")
    TWO_STEP_ON = "two_step_on", _("Turned two-step sign-in on")
    TWO_STEP_OFF = "two_step_off", _("Turned two-step sign-in off")
    TWO_STEP_RESET = "two_step_reset", _("Reset a colleague's two-step sign-in")
    CLASS_CODE_SET = "class_code_set", _("Made a new class code")
    PANEL_SIGNED_IN = "panel_signed_in", _("Signed a class panel in")
    PANEL_SIGNED_OUT = "panel_signed_out", _("Signed a class panel out")
    SSO_LINKED = "sso_linked", _("Linked an account")
    SSO_UNLINKED = "sso_unlinked", _("Unlinked an account")
    ROSTER_IMPORT = "roster_import", _("Imported a roster")
    UNIT_CHANGED = "unit_changed", _("Changed a school or class")
    ROSTER_CHANGED = "roster_changed", _("Changed a roster by hand")
    ROSTER_UNDONE = "roster_undone", _("Undid a roster change")
    SITTING_OPENED = "sitting_opened", _("Opened a sitting")
    SITTING_CLOSED = "sitting_closed", _("Ended a sitting")
    NAMED_ANSWERS_READ = "named_answers_read", _("Read a person's answers")
    EXPORTED = "exported", _("Exported data")
    ERASED = "erased", _("Erased a person")
    OWN_TEXT_APPROVED = "own_text_approved", _("Approved an own text, as the only approver")
    INVITATION_MADE = "invitation_made", _("Made invitations for guardians")
    INVITATION_REVOKED = "invitation_revoked", _("Withdrew an invitation")
    GUARDIAN_JOINED = "guardian_joined", _("Joined as a guardian")
    GUARDIAN_REMOVED = "guardian_removed", _("Removed a guardian")
    CONSENT_GIVEN = "consent_given", _("Agreed for a child")
    CONSENT_REFUSED = "consent_refused", _("Refused for a child")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("Withdrew the consent for a child")


class RosterChangeKind(models.TextChoices):
    """What somebody did to a school's people or classes."""

    PUPILS = "pupils", _("Imported pupils")
    STAFF = "staff", _("Imported staff")
    GUARDIANS = "guardians", _("Imported guardians' numbers")
    ADDED = "added", _("Added a pupil")
    CORRECTED = "corrected", _("Corrected a pupil")
    MOVED = "moved", _("Moved a pupil to another class")
    LEFT = "left", _("A pupil left")
    TRANSFERRED = "transferred", _("Moved a pupil to another school")
    CLASSES = "classes", _("Changed classes")
    POSTS = "posts", _("Changed posts")


class RowChange(models.TextChoices):
    CREATED = "created", _("new")
    UPDATED = "updated", _("changed")
    DELETED = "deleted", _("taken away")


class Relation(models.TextChoices):
    """What a guardian is to the child, as they say themselves."""

    FATHER = "father", _("Father")
    MOTHER = "mother", _("Mother")
    GRANDPARENT = "grandparent", _("Grandparent")
    OTHER = "other", _("Another guardian")


class ConsentAnswer(models.TextChoices):
    GIVEN = "given", _("Agreed")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PasswordState(models.TextChoices):
    NONE = "none", _("No password yet")
    WAITING = "waiting", _("First password not used yet")
    EXPIRED = "expired", _("First password ran out")
    OWN = "own", _("Has an own password")
    LOCKED = "locked", _("Locked for now")


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


def last_grade(stage: str, system: str) -> int:
    """The grade after which a class of this stage has left school."""
    return {
        Stage.KINDERGARTEN: KINDERGARTEN_MAX_GRADE,
        Stage.PRIMARY: first_grade(Stage.JUNIOR, system) - 1,
        Stage.JUNIOR: first_grade(Stage.SENIOR, system) - 1,
    }.get(Stage(stage), HIGHEST_GRADE)


def stage_of_grade(grade: int, system: str) -> Stage:
    """The stage to which a grade of an ordinary school belongs."""
    if grade <= KINDERGARTEN_MAX_GRADE:
        return Stage.KINDERGARTEN
    if grade < first_grade(Stage.JUNIOR, system):
        return Stage.PRIMARY
    return Stage.JUNIOR if grade < first_grade(Stage.SENIOR, system) else Stage.SENIOR
