"""The cache of a district: Redis by its address."""

import os
import subprocess
import sys

import environ
import pytest
from django.core.cache import caches
from django.test import Client, override_settings
from django.urls import reverse

from schools.domain.pins import set_pins
from tests.conftest import Cast
from tests.factories import NOW
from tests.quizzes.factories import make_sitting

URL = os.environ.get("TEST_CACHE_URL", "")


@pytest.mark.skipif(
    not URL and os.environ.get("REQUIRE_REDIS") != "1", reason="TEST_CACHE_URL is not set"
)
def test_wrong_join_codes_are_counted_in_redis(client, db) -> None:
    """Two processes share the count, because it lives in Redis and nowhere else."""
    server = environ.Env.cache_url_config(URL) | {"BACKEND": "cms.cache.LenientRedisCache"}
    with override_settings(CACHES={"default": server}):
        caches["default"].clear()
        for _time in range(60):
            assert client.post("/join/", {"code": "000000"}).status_code == 422
        refused = client.get("/join/000000/")
        assert refused.status_code == 429
        caches["default"].clear()
        assert client.get("/join/000000/").status_code == 404


GONE = {"default": {"BACKEND": "cms.cache.LenientRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}}


def test_joining_works_while_redis_is_away(
    client: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    sitting = make_sitting(cast.class_unit, cast.head_teacher)
    pins = set_pins(students=[cast.pupil], now=NOW)
    names = reverse("join_class", args=[sitting.join_code])
    wrong = "000000" if sitting.join_code != "000000" else "111111"
    with override_settings(CACHES=GONE):
        assert client.post("/join/", {"code": wrong}).status_code == 422
        assert client.post("/join/", {"code": sitting.join_code})["Location"] == names
        entered = client.post(names, {"student": cast.pupil.pk, "pin": pins[cast.pupil]})
        assert client.get(entered["Location"]).status_code == 200
    assert "Redis is away" in caplog.text


def test_a_cache_without_redis_finds_and_keeps_nothing() -> None:
    with override_settings(CACHES=GONE):
        cache = caches["default"]
        cache.set("a", 1)
        cache.set_many({"a": 1})
        assert cache.get("a", "none") == "none"
        assert cache.get_many(["a"]) == {}
        assert (cache.add("a", 1), cache.touch("a"), cache.delete("a"), "a" in cache) == (
            False,
            False,
            False,
            False,
        )
        cache.delete_many(["a"])
        cache.clear()
        with pytest.raises(ValueError, match="no such key"):
            cache.incr("a")


def test_a_redis_by_address_is_lenient() -> None:
    """The settings as a server reads them, in a process of its own."""
    code = "from django.conf import settings; print(settings.CACHES['default']['BACKEND'])"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "cms.settings.base",
            "CACHE_URL": "redis://127.0.0.1:6379/1",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "cms.cache.LenientRedisCache"
