"""Token buckets: keep requests below what OpenF1 allows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

_ENOUGH: Final = 1.0 - 1e-6
"""A whole token but for rounding: waiting for the rest could take no time, for ever."""


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` requests at once and `refill_per_s` per second from then on.

    So `burst + refill_per_s · t` at most in any `t` seconds.
    """

    burst: int
    refill_per_s: float


POLITE: Final = (Rate(burst=1, refill_per_s=2.5), Rate(burst=20, refill_per_s=9 / 60))
"""At most 3 requests in any second and 29 in any minute, for all that share the address.

OpenF1 answered 429 beyond 30 in 10 s (`br-g/openf1#113`) and by now does so, as its users report,
beyond 3 in a second and 30 in a minute. Twenty at once, 0.4 s apart, are a whole race.
"""

SUBSCRIBED: Final = (Rate(burst=1, refill_per_s=4.0), Rate(burst=40, refill_per_s=20 / 60))
"""At most 5 requests in any second and 60 in any minute, for those who have an account.

OpenF1's guide promises them no limit at all; but a gap is filled by a dozen requests, so there is no
need to try. Forty at once are a race joined late and a first gap in it.
"""


class TokenBucket:
    """Lets a request pass when every one of its rates allows it.

    `clock` gives monotonic seconds, `sleep` waits for some. Not for use by several threads.

    >>> now = [0.0]
    >>> def sleep(seconds): now[0] += seconds
    >>> bucket = TokenBucket(lambda: now[0], sleep, rates=[Rate(burst=2, refill_per_s=4.0)])
    >>> for _ in range(4): bucket.take()
    >>> now[0]
    0.5
    """

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        *,
        rates: Sequence[Rate] = POLITE,
    ) -> None:
        self._clock, self._sleep, self._rates = clock, sleep, tuple(rates)
        self._tokens = [float(rate.burst) for rate in self._rates]
        self._filled_at_s = clock()

    def take(self) -> None:
        """Return when the next request may be sent."""
        self._refill()
        while (wait_s := self._wait_s()) > 0.0:
            self._sleep(wait_s)
            self._refill()
        self._tokens = [tokens - 1.0 for tokens in self._tokens]

    def _refill(self) -> None:
        now_s = self._clock()
        past_s, self._filled_at_s = now_s - self._filled_at_s, now_s
        self._tokens = [
            min(float(rate.burst), tokens + past_s * rate.refill_per_s)
            for rate, tokens in zip(self._rates, self._tokens, strict=True)
        ]

    def _wait_s(self) -> float:
        return max(
            0.0 if tokens >= _ENOUGH else (1.0 - tokens) / rate.refill_per_s
            for rate, tokens in zip(self._rates, self._tokens, strict=True)
        )
