"""The remote control of a running replay, for other threads: pause, speed, seek, stop."""

import threading
from collections.abc import Mapping

from f1strategy.ingest.clock import Clock
from f1strategy.ingest.errors import CannotSeekBack, UnknownLap
from f1strategy.ingest.pace import Pace


class ReplayControl:
    """What a replay obeys; every method may be called from any thread, at any time.

    A replay only goes forward: its rows are upserts on a stream that others have read.
    """

    def __init__(self, clock: Clock, pace: Pace, lap_starts_ms: Mapping[int, int]) -> None:
        self._clock, self._pace = clock, pace
        self._lap_starts_ms = dict(lap_starts_ms)
        self._reached_ms = pace.race_ms
        self._stopped = False
        self._lock = threading.Lock()
        self.changed = threading.Event()
        """Set by every command; the replay clears it when it has taken note."""

    @property
    def pace(self) -> Pace:
        """The pace in force."""
        with self._lock:
            return self._pace

    @property
    def is_stopped(self) -> bool:
        """True once `stop` was called."""
        return self._stopped

    @property
    def last_lap(self) -> int:
        """The highest lap that can be sought; 0 where there are no laps."""
        return max(self._lap_starts_ms, default=0)

    def pause(self) -> None:
        """Release nothing more until `resume`."""
        with self._lock:
            self._pace = self._pace.paused(self._reached_ms, self._clock.elapsed_ms())
        self.changed.set()

    def resume(self) -> None:
        """Go on from where `pause` stopped."""
        with self._lock:
            self._pace = self._pace.resumed(self._clock.elapsed_ms())
        self.changed.set()

    def toggle_pause(self) -> None:
        """Pause, or resume."""
        (self.resume if self.pace.is_paused else self.pause)()

    def set_speed(self, speed: float) -> None:
        """Change the speed: race seconds per second; `math.inf` for as fast as it goes.

        Raises `BadSpeed` unless it is positive.
        """
        with self._lock:
            self._pace = self._pace.at_speed(speed, self._reached_ms, self._clock.elapsed_ms())
        self.changed.set()

    def seek_lap(self, lap: int) -> None:
        """Release everything up to the start of the lap at once, skipping nothing, and go on there.

        Raises `UnknownLap` and `CannotSeekBack`.
        """
        if lap not in self._lap_starts_ms:
            raise UnknownLap(lap, self.last_lap)
        with self._lock:
            start_ms = self._lap_starts_ms[lap]
            if start_ms < self._reached_ms:
                raise CannotSeekBack(lap, self._reached_lap())
            self._pace = self._pace.jumped(start_ms, self._clock.elapsed_ms())
        self.changed.set()

    def seek_next_lap(self) -> None:
        """Go on at the next lap's start. Raises `UnknownLap` in the last lap."""
        with self._lock:
            lap = self._reached_lap() + 1
        self.seek_lap(lap)

    def stop(self) -> None:
        """End the replay after the row that is being released."""
        self._stopped = True
        self.changed.set()

    def begin(self) -> None:
        """For the replay: real time counts from now on."""
        with self._lock:
            self._pace = self._pace.jumped(self._pace.race_ms, self._clock.elapsed_ms())

    def reach(self, race_ms: float) -> None:
        """For the replay: everything up to this race time has been released."""
        self._reached_ms = race_ms

    def _reached_lap(self) -> int:
        begun = [lap for lap, ms in self._lap_starts_ms.items() if ms <= self._reached_ms]
        return max(begun, default=0)
