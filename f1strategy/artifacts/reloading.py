"""A set of models that can be replaced while a job runs, and stays when the new one is bad."""

from collections.abc import Callable
from functools import lru_cache
from logging import Logger
from pathlib import Path
from typing import Any, Generic, TypeVar

from f1strategy.artifacts.store import Manifest, ModelFiles, load, read_manifest
from f1strategy.models.artifact import CorruptArtifact

T = TypeVar("T")
Reader = Callable[[ModelFiles], T]
"""Makes models from the files of a folder; raises `CorruptArtifact`."""


class Reloading(Generic[T]):
    """Models of a folder. Construction raises `CorruptArtifact`; `refresh` never does."""

    def __init__(self, folder: Path, read: Reader[T], logger: Logger) -> None:
        self._folder, self._read, self._logger = folder, read, logger
        self._manifest: Manifest = read_manifest(folder)
        self._refused: Manifest | None = None
        self.models: T = _shared(folder, self._manifest.fingerprint, read)

    def refresh(self) -> bool:
        """Take over the folder's models if they are others than before; True if they were taken.

        A damaged or half-written folder is logged once, and the models in use stay in use.
        """
        try:
            manifest = read_manifest(self._folder)
            if manifest in (self._manifest, self._refused):
                return False
            self._refused = manifest
            models = _shared(self._folder, manifest.fingerprint, self._read)
        except CorruptArtifact as error:
            self._logger.error("new models refused, the old ones stay: %s", error)
            return False
        self._manifest, self._refused, self.models = manifest, None, models
        self._logger.info("models of %s taken over", manifest.trained_until)
        return True


@lru_cache(maxsize=8)
def _shared(folder: Path, fingerprint: str, read: Reader[Any]) -> Any:  # noqa: ARG001
    """What several operators of one process read from the same files is read once."""
    return read(load(folder))
