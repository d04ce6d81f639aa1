from .approval import UnitApprovalTask
from .home import HomePage

__all__ = ["HomePage", "UnitApprovalTask"]
