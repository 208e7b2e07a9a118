"""How often things were done lately, counted in this process."""

import math
import time

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.errors import TooManyRequestsError


class RateLimits:
    """The counts of one process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, limit: RateLimitItem, what: str, whose: str) -> None:
        """Count one more. Raises TooManyRequestsError, with when to come back, when that is one too many."""
        if not self._limiter.hit(limit, what, whose):
            reset = self._limiter.get_window_stats(limit, what, whose).reset_time
            raise TooManyRequestsError(what, str(limit), max(1, math.ceil(reset - time.time())))
