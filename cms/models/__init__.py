from .approval import UnitApprovalTask
from .home import HomePage
from .spaces import AuthorSpace

__all__ = ["AuthorSpace", "HomePage", "UnitApprovalTask"]
