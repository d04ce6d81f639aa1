from .audit import AuditEntry
from .calendar import SchoolYear, TeachingWeek, Term
from .cards import Card
from .history import RosterChange, RosterChangeRow
from .memberships import ClassMembership, Guardianship, Membership
from .seals import ErasurePermit
from .units import Unit
from .uploads import RosterUpload
from .users import Pin, User

__all__ = [
    "AuditEntry",
    "Card",
    "ClassMembership",
    "ErasurePermit",
    "Guardianship",
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
