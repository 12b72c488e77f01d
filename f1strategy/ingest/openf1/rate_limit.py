"""A token bucket: keeps requests below what OpenF1 allows."""

from collections.abc import Callable
from typing import Final

ALLOWED_REQUESTS: Final = 30
ALLOWED_WINDOW_S: Final = 10.0
"""OpenF1 answers 429 beyond 30 requests per 10 s and address (`br-g/openf1#113`)."""

BURST_REQUESTS: Final = 5
REFILL_PER_S: Final = 2.0
"""At most 5 + 2 · 10 = 25 requests in any 10 s: below the limit although others share the address."""


class TokenBucket:
    """Lets `burst` requests pass at once and `refill_per_s` per second from then on.

    `clock` gives monotonic seconds, `sleep` waits for some. Not for use by several threads.

    >>> now = [0.0]
    >>> def sleep(seconds): now[0] += seconds
    >>> bucket = TokenBucket(lambda: now[0], sleep, burst=2, refill_per_s=4.0)
    >>> for _ in range(4): bucket.take()
    >>> now[0]
    0.5
    """

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        *,
        burst: int = BURST_REQUESTS,
        refill_per_s: float = REFILL_PER_S,
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._burst, self._refill_per_s = burst, refill_per_s
        self._tokens = float(burst)
        self._filled_at_s = clock()

    def take(self) -> None:
        """Return when the next request may be sent."""
        self._refill()
        while self._tokens < 1.0:
            self._sleep((1.0 - self._tokens) / self._refill_per_s)
            self._refill()
        self._tokens -= 1.0

    def _refill(self) -> None:
        now_s = self._clock()
        gained = (now_s - self._filled_at_s) * self._refill_per_s
        self._tokens = min(float(self._burst), self._tokens + gained)
        self._filled_at_s = now_s
