from tests.cms.newsroom import newsroom

__all__ = ["newsroom"]
