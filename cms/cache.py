"""The cache of a district. When Redis is away, everything goes on as if nothing were kept."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as RedisUnreachable
from redis.exceptions import TimeoutError as RedisTimeout

SECONDS = 0.5
"""How long a request waits for a Redis that does not answer."""

_AWAY = object()
logger = logging.getLogger("cms.cache")


def _lenient(name: str, instead: Any = None) -> Callable[..., Any]:
    """The client's method `name`, which answers `instead` while Redis is away."""

    def method(self: RedisCacheClient, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(RedisCacheClient, name)(self, *args, **kwargs)
        except (RedisUnreachable, RedisTimeout) as problem:
            logger.warning("Redis is away, going on without it: %s", problem)
            return instead

    return method


class LenientClient(RedisCacheClient):
    """Finds nothing and keeps nothing while Redis is away; the cache holds only what may be lost.

    A brake then counts nothing: better a minute without it than a class that cannot join.
    """

    set = _lenient("set")
    set_many = _lenient("set_many")
    delete_many = _lenient("delete_many")
    add = _lenient("add", False)
    touch = _lenient("touch", False)
    delete = _lenient("delete", False)
    has_key = _lenient("has_key", False)
    clear = _lenient("clear", False)
    get_many = _lenient("get_many", {})

    def get(self, key: Any, default: Any) -> Any:
        value = _lenient("get", _AWAY)(self, key, default)
        return default if value is _AWAY else value

    def incr(self, key: Any, delta: int) -> int:
        count: int | None = _lenient("incr")(self, key, delta)
        if count is None:
            raise ValueError("no such key while Redis is away")
        return count


class LenientRedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        patience = {"socket_connect_timeout": SECONDS, "socket_timeout": SECONDS}
        super().__init__(server, {**params, "OPTIONS": patience | params.get("OPTIONS", {})})
        self._class = LenientClient
