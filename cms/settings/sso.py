"""Signing in with a district's own accounts: which providers, read from the environment.

`SSO_PROVIDERS` is a JSON list; docs/running.md shows one. Without it nothing of this is installed.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

OPENID_CONNECT, DINGTALK = "openid_connect", "dingtalk"
DINGTALK_ORIGIN = "https://login.dingtalk.com"
LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Provider:
    """One way to sign in. `key` stands in addresses and beside each link, so it never changes."""

    kind: str
    key: str
    name: str
    client_id: str
    secret: str
    server: str = ""

    @property
    def origin(self) -> str:
        """Where the browser is sent to; the content policy has to allow it."""
        address = urlsplit(self.server or DINGTALK_ORIGIN)
        return f"{address.scheme}://{address.netloc}"


def read_providers(text: str) -> list[Provider]:
    """The providers in the JSON. Raises ImproperlyConfigured with a sentence."""
    try:
        return [_read(each) for each in json.loads(text or "[]")]
    except (ValueError, TypeError) as problem:
        raise ImproperlyConfigured(f"SSO_PROVIDERS: {problem}") from problem


def _read(given: dict[str, str]) -> Provider:
    provider = Provider(**given)
    if provider.kind not in (OPENID_CONNECT, DINGTALK):
        raise ValueError(f"{provider.kind} is no kind of provider")
    if provider.kind == DINGTALK and provider.key != DINGTALK:
        raise ValueError("DingTalk's key is dingtalk")
    if provider.kind == OPENID_CONNECT:
        address = urlsplit(provider.server)
        if address.scheme != "https" and address.hostname not in LOOPBACK:
            raise ValueError(f"the server of {provider.key} must begin with https://")
    return provider


def allauth_settings(providers: list[Provider]) -> dict[str, Any]:
    """SOCIALACCOUNT_PROVIDERS, as django-allauth reads it."""
    apps: dict[str, Any] = {provider.kind: {"APPS": []} for provider in providers}
    for each in providers:
        apps[each.kind]["OAUTH_PKCE_ENABLED"] = each.kind == OPENID_CONNECT
        apps[each.kind]["APPS"].append(
            {
                "provider_id": each.key,
                "name": each.name,
                "client_id": each.client_id,
                "secret": each.secret,
                "settings": {"server_url": each.server} if each.server else {},
            }
        )
    return apps
