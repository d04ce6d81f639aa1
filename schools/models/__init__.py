from .audit import AuditEntry
from .calendar import SchoolYear, TeachingWeek, Term
from .cards import Card
from .codes import ClassCode
from .guardians import Consent, GuardianPhone, Guardianship, Invitation
from .history import RosterChange, RosterChangeRow
from .memberships import ClassMembership, Membership
from .panels import Panel
from .seals import ErasurePermit
from .units import Unit
from .uploads import RosterUpload
from .users import Pin, User

__all__ = [
    "AuditEntry",
    "Card",
    "ClassCode",
    "ClassMembership",
    "Consent",
    "ErasurePermit",
    "GuardianPhone",
    "Guardianship",
    "Invitation",
    "Membership",
    "Panel",
    "Pin",
    "RosterChange",
    "RosterChangeRow",
    "RosterUpload",
    "SchoolYear",
    "TeachingWeek",
    "Term",
    "Unit",
    "User",
]
