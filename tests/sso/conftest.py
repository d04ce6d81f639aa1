"""These tests need SSO switched on: `tests/cms/test_sso.py` starts them in another process."""

from django.conf import settings

if not settings.SSO_PROVIDERS:
    collect_ignore_glob = ["test_*.py"]
