"""Where a test may kill the writer: SIGKILL at a named point, once.

`LIVEF1_FAILPOINT=W3:5:FLAG` kills the process when it comes to W3 for the fifth time, unless the
file is there already; it is made just before. Several are separated by commas, each with a file of
its own. Without the variable nothing happens.
"""

import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

SETTING: Final = "LIVEF1_FAILPOINT"


@dataclass(slots=True)
class Failpoint:
    """One armed point, and how often this process came to it."""

    point: str
    passage: int
    flag: Path
    passed: int = 0

    def is_due(self, point: str) -> bool:
        """Whether this passage is the one to die at; counts it."""
        if point != self.point or self.flag.exists():
            return False
        self.passed += 1
        return self.passed == self.passage

    def kill(self) -> None:
        """End this process as a power cut would."""
        self.flag.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class Failpoints:
    """The armed points of this process; called by the name of a point that was reached."""

    def __init__(self, *armed: Failpoint) -> None:
        self._armed = armed

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """What `LIVEF1_FAILPOINT` arms; raises `ValueError` if it does not read POINT:N:FILE."""
        texts = [text for text in environ.get(SETTING, "").split(",") if text]
        parts = [text.split(":", 2) for text in texts]
        return cls(*(Failpoint(point, int(passage), Path(flag)) for point, passage, flag in parts))

    def __call__(self, point: str) -> None:
        """Come to a point; may not return."""
        for one in self._due(point):
            one.kill()

    @contextmanager
    def between_files_and_commit(self, point: str, folder: str, version: int) -> Iterator[None]:
        """Kill when the data files are written and nothing is committed.

        The log's place of this version is held by a folder, so the commit within cannot happen.
        """
        due = self._due(point)
        if not due:
            yield
            return
        held = Path(folder.removeprefix("file://")) / "_delta_log" / f"{version:020}.json"
        held.mkdir()
        try:
            yield
        finally:
            held.rmdir()
            due[0].kill()

    def _due(self, point: str) -> list[Failpoint]:
        return [one for one in self._armed if one.is_due(point)]


reach: Final = Failpoints.from_environment()
