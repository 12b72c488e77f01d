"""Watches how much memory a stack takes, and remembers the most."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

SAMPLE_EVERY_S: Final = 2.0


class MemoryWatch:
    """Samples `memory_bytes` in a thread of its own while used as a context manager."""

    def __init__(self, memory_bytes: Callable[[], int], every_s: float = SAMPLE_EVERY_S) -> None:
        self._memory_bytes = memory_bytes
        self._every_s = every_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._sample, name="memory-watch", daemon=True)
        self.peak_bytes = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._take()

    def _sample(self) -> None:
        self._take()
        while not self._stop.wait(self._every_s):
            self._take()

    def _take(self) -> None:
        self.peak_bytes = max(self.peak_bytes, self._memory_bytes())
