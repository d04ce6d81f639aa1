"""The cache of a district: Redis by its address."""

import os

import environ
import pytest
from django.core.cache import caches
from django.test import override_settings

URL = os.environ.get("TEST_CACHE_URL", "")


@pytest.mark.skipif(
    not URL and os.environ.get("REQUIRE_REDIS") != "1", reason="TEST_CACHE_URL is not set"
)
def test_wrong_join_codes_are_counted_in_redis(client, db) -> None:
    """Two processes share the count, because it lives in Redis and nowhere else."""
    with override_settings(CACHES={"default": environ.Env.cache_url_config(URL)}):
        caches["default"].clear()
        for _time in range(60):
            assert client.post("/join/", {"code": "000000"}).status_code == 422
        refused = client.get("/join/000000/")
        assert refused.status_code == 429
        caches["default"].clear()
        assert client.get("/join/000000/").status_code == 404
