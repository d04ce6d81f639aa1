from .audit import AuditEntry
from .calendar import SchoolYear, TeachingWeek, Term
from .cards import Card
from .codes import ClassCode
from .memberships import ClassMembership, Guardianship, Membership
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
    "ErasurePermit",
    "Guardianship",
    "Membership",
    "Panel",
    "Pin",
    "RosterUpload",
    "SchoolYear",
    "TeachingWeek",
    "Term",
    "Unit",
    "User",
]
