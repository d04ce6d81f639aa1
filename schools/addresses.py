"""From where a request comes, for the brakes on guessing. Kept in no log and no table of ours."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the person's machine, or of the school's router.

    Behind `PROXY_COUNT` proxies it is the one that the outermost of them wrote into
    X-Forwarded-For, counted from the right: what stands further left is the browser's own claim.
    Without proxies, or when the header is short or no address, the connection's own.
    """
    direct: str = request.META.get("REMOTE_ADDR", "")
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    if not 1 <= settings.PROXY_COUNT <= len(told):
        return direct
    try:
        return str(ip_address(told[-settings.PROXY_COUNT].strip()))
    except ValueError:
        return direct
