"""How much may be asked of the HTTP API in a minute, by whom or from where."""

import math
import time
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from starters.http import catalogue
from starters.http.problems import Problem, Turned


@dataclass(frozen=True)
class Allowance:
    """What an actor may ask for in a minute, and an address that nobody has signed in from."""

    actor: int
    stranger: int


@dataclass(frozen=True)
class Left:
    """How much is left, of what, and when all of it is there again, in seconds."""

    policy: str
    quota: int
    remaining: int
    resets_in: int

    def headers(self) -> dict[str, str]:
        """The fields RateLimit and RateLimit-Policy (IETF draft-ietf-httpapi-ratelimit-headers)."""
        return {
            "ratelimit-policy": f'"{self.policy}";q={self.quota};w=60',
            "ratelimit": f'"{self.policy}";r={self.remaining};t={self.resets_in}',
        }


class Rates:
    """Counts what is asked, over the last minute, in the memory of this process."""

    def __init__(self, allowance: Allowance) -> None:
        self._actor = RateLimitItemPerMinute(allowance.actor)
        self._stranger = RateLimitItemPerMinute(allowance.stranger)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    async def actor(self, name: str) -> Left:
        """Count a request of somebody who is known; Turned where it is one too many."""
        return await self._counted("actor", self._actor, name)

    async def stranger(self, address: str) -> Left:
        """Count a request of nobody known, from an address; Turned where it is one too many."""
        return await self._counted("address", self._stranger, address)

    async def _counted(self, policy: str, item: RateLimitItem, who: str) -> Left:
        allowed = await self._window.hit(item, policy, who)
        stats = await self._window.get_window_stats(item, policy, who)
        resets_in = max(math.ceil(stats.reset_time - time.time()), 0)
        left = Left(policy, item.amount, max(stats.remaining, 0), resets_in)
        if not allowed:
            raise Turned(_too_many(left))
        return left


def _too_many(left: Left) -> Problem:
    later = {"retry-after": str(max(left.resets_in, 1)), **left.headers()}
    detail = f"At most {left.quota} requests a minute are answered."
    return Problem(catalogue.TOO_MANY, detail, headers=later)
