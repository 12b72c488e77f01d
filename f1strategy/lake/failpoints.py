"""Where a test may kill the writer: SIGKILL at a named point, once.

`LIVEF1_FAILPOINT=W3:5:FLAG` kills the process when it comes to W3 for the fifth time, unless the
file is there already; it is made just before. Without the variable nothing happens.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

SETTING: Final = "LIVEF1_FAILPOINT"


class Failpoints:
    """Counts the passages of the one point that is armed."""

    def __init__(self, point: str = "", passage: int = 0, flag: Path | None = None) -> None:
        self._point, self._passage, self._flag = point, passage, flag
        self._passed = 0

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """What `LIVEF1_FAILPOINT` arms; raises `ValueError` if it does not read POINT:N:FILE."""
        text = environ.get(SETTING, "")
        if not text:
            return cls()
        point, passage, flag = text.split(":", 2)
        return cls(point, int(passage), Path(flag))

    def __call__(self, point: str) -> None:
        """Come to a point; may not return."""
        if self._is_due(point):
            self._kill()

    @contextmanager
    def while_writing(self, point: str, folder: str) -> Iterator[None]:
        """Kill as soon as a new data file is in the folder, which is before it is committed."""
        if not self._is_due(point):
            yield
            return
        before = _data_files(folder)

        def watch() -> None:
            while _data_files(folder) <= before:
                time.sleep(0)
            self._kill()

        threading.Thread(target=watch, name="failpoint", daemon=True).start()
        yield

    def _is_due(self, point: str) -> bool:
        if point != self._point or self._flag is None or self._flag.exists():
            return False
        self._passed += 1
        return self._passed == self._passage

    def _kill(self) -> None:
        if self._flag is not None:
            self._flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def _data_files(folder: str) -> int:
    root = Path(folder.removeprefix("file://"))
    return sum(1 for path in root.rglob("*.parquet") if "_delta_log" not in path.parts)


reach: Final = Failpoints.from_environment()
