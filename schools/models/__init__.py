from .audit import AuditEntry
from .calendar import SchoolYear, TeachingWeek, Term
from .memberships import ClassMembership, Guardianship, Membership
from .seals import ErasurePermit
from .units import Unit
from .users import Pin, User

__all__ = [
    "AuditEntry",
    "ClassMembership",
    "ErasurePermit",
    "Guardianship",
    "Membership",
    "Pin",
    "SchoolYear",
    "TeachingWeek",
    "Term",
    "Unit",
    "User",
]
