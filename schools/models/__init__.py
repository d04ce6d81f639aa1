from .audit import AuditEntry
from .calendar import SchoolYear, TeachingWeek, Term
from .cards import Card
from .guardians import Consent, GuardianPhone, Guardianship, Invitation
from .history import RosterChange, RosterChangeRow
from .memberships import ClassMembership, Membership
from .seals import ErasurePermit
from .units import Unit
from .uploads import RosterUpload
from .users import Pin, User

__all__ = [
    "AuditEntry",
    "Card",
    "ClassMembership",
    "Consent",
    "ErasurePermit",
    "GuardianPhone",
    "Guardianship",
    "Invitation",
    "Membership",
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
