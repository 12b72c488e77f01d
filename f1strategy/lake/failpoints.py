"""Where a test may kill the writer: SIGKILL at a named point, once.

`LIVEF1_FAILPOINT=W3:5:FLAG` kills the process when it comes to W3 for the fifth time, unless the
file is there already; it is made just before. Without the variable nothing happens.
"""

import os
import signal
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
    def between_files_and_commit(self, point: str, folder: str, version: int) -> Iterator[None]:
        """Kill when the data files are written and nothing is committed.

        The log's place of this version is held by a folder, so the commit within cannot happen.
        """
        if not self._is_due(point):
            yield
            return
        held = Path(folder.removeprefix("file://")) / "_delta_log" / f"{version:020}.json"
        held.mkdir()
        try:
            yield
        finally:
            held.rmdir()
            self._kill()

    def _is_due(self, point: str) -> bool:
        if point != self._point or self._flag is None or self._flag.exists():
            return False
        self._passed += 1
        return self._passed == self._passage

    def _kill(self) -> None:
        if self._flag is not None:
            self._flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)


reach: Final = Failpoints.from_environment()
