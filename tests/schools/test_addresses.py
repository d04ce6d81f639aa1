"""Whose wrong tries are counted together."""

import pytest
from axes.models import AccessAttempt
from django.test import RequestFactory
from django.urls import reverse

from schools.addresses import client_address
from tests.factories import UserFactory

PROXY = "127.0.0.1"


def request_through(forwarded: str | None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=PROXY, **headers)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, None, PROXY),
        (0, "10.1.2.3", PROXY),
        (1, "10.1.2.3", "10.1.2.3"),
        (1, "6.6.6.6, 10.1.2.3", "10.1.2.3"),
        (2, "6.6.6.6, 10.1.2.3, 10.9.9.9", "10.1.2.3"),
        (2, "10.1.2.3", PROXY),
        (1, "2001:DB8::1", "2001:db8::1"),
        (1, "nonsense", PROXY),
        (1, "", PROXY),
        (1, None, PROXY),
    ],
)
def test_the_outermost_proxy_is_believed_and_the_browser_is_not(
    settings, proxies, forwarded, address
):
    settings.PROXY_COUNT = proxies
    assert client_address(request_through(forwarded)) == address


def test_behind_a_proxy_a_stranger_s_tries_lock_only_the_stranger_out(db, client, settings):
    settings.PROXY_COUNT = 1
    UserFactory(username="teacher")
    wrong = {"username": "teacher", "password": "wrong"}
    for _ in range(5):
        client.post(reverse("sign_in"), wrong, HTTP_X_FORWARDED_FOR="203.0.113.9")
    right = {"username": "teacher", "password": "correct horse battery"}
    stranger = client.post(reverse("sign_in"), right, HTTP_X_FORWARDED_FOR="203.0.113.9")
    owner = client.post(reverse("sign_in"), right, HTTP_X_FORWARDED_FOR="10.1.2.3")
    assert (stranger.status_code, owner.status_code) == (429, 302)
    assert [row.ip_address for row in AccessAttempt.objects.all()] == ["203.0.113.9"]
