from .calendar import SchoolYear, TeachingWeek, Term
from .cards import Card
from .memberships import ClassMembership, Guardianship, Membership
from .seals import ErasurePermit
from .units import Unit
from .users import Pin, User

__all__ = [
    "Card",
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
