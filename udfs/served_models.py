"""Models inside an operator: read when it opens, looked at again once a minute."""

import logging
import time
from pathlib import Path
from typing import Final, Generic, TypeVar

from f1strategy.artifacts.reloading import Reader, Reloading

T = TypeVar("T")

LOOK_EVERY_S: Final = 60.0


class ServedModels(Generic[T]):
    """The models of a folder; a bad folder fails the start of the job, later it changes nothing."""

    def __init__(self, folder: Path, read: Reader[T]) -> None:
        self._reloading = Reloading(folder, read, logging.getLogger(__name__))
        self._looked_s = time.monotonic()

    @property
    def models(self) -> T:
        """The models in use."""
        return self._reloading.models

    def renewed(self) -> bool:
        """True if other models have been taken over since the last call; looks once a minute."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return False
        self._looked_s = now_s
        return self._reloading.refresh()
