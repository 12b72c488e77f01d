"""Time as an argument: the system's clock, and one that tests move by hand."""

import heapq
import math
import threading
import time
from collections.abc import Callable
from typing import Protocol

from f1strategy.ingest.errors import WaitsForEver


class Clock(Protocol):
    """Tells the time and waits. Pacing uses `elapsed_ms`, so that a corrected wall clock does not
    stall a replay; only `now_ms` is written into records.
    """

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        ...

    def elapsed_ms(self) -> float:
        """Milliseconds since some fixed moment; never goes back."""
        ...

    def wait(self, timeout_ms: float | None, wake: threading.Event) -> None:
        """Return once `wake` is set or the time is over; without a timeout only once it is set."""
        ...


class SystemClock:
    """The machine's clock."""

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC."""
        return time.time_ns() // 1_000_000

    def elapsed_ms(self) -> float:
        """The monotonic clock in milliseconds."""
        return time.monotonic_ns() / 1e6

    def wait(self, timeout_ms: float | None, wake: threading.Event) -> None:
        """Sleep until `wake` is set or the time is over."""
        wake.wait(None if timeout_ms is None else timeout_ms / 1000)


class ManualClock:
    """A clock that stands still until it is moved. Waiting moves it, so no test ever sleeps.

    Actions planned with `at` run when their time comes, also in the middle of a wait: that is how a
    test presses a key during a replay.

    >>> clock = ManualClock(now_ms=1_000)
    >>> clock.at(1_500, lambda: print("half a second later"))
    >>> clock.advance(2_000)
    half a second later
    >>> clock.now_ms()
    3000
    """

    def __init__(self, now_ms: int = 0) -> None:
        self._now_ms = float(now_ms)
        self._plans: list[tuple[float, int, Callable[[], None]]] = []
        self._planned = 0

    def now_ms(self) -> int:
        """Milliseconds since 1970, UTC, by this clock."""
        return int(self._now_ms)

    def elapsed_ms(self) -> float:
        """The same, unrounded."""
        return self._now_ms

    def at(self, time_ms: float, action: Callable[[], None]) -> None:
        """Plan an action."""
        self._planned += 1
        heapq.heappush(self._plans, (time_ms, self._planned, action))

    def advance(self, by_ms: float) -> None:
        """Move on, running what is planned on the way."""
        self.wait(by_ms, threading.Event())

    def wait(self, timeout_ms: float | None, wake: threading.Event) -> None:
        """Move on to the end of the wait, or to the planned action that sets `wake`.

        Raises `WaitsForEver` where neither comes.
        """
        until_ms = None if timeout_ms is None else self._now_ms + timeout_ms
        if timeout_ms and until_ms == self._now_ms:
            # Too short for a float of this size: the next one, or the wait is repeated for ever.
            until_ms = math.nextafter(self._now_ms, math.inf)
        while not wake.is_set():
            if self._plans and (until_ms is None or self._plans[0][0] <= until_ms):
                due_ms, _, action = heapq.heappop(self._plans)
                self._now_ms = max(self._now_ms, due_ms)
                action()
            elif until_ms is None:
                raise WaitsForEver(self.now_ms())
            else:
                self._now_ms = until_ms
                return
