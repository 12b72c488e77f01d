"""The models that the jobs serve, made from a folder's files."""

from collections.abc import Mapping

from f1strategy.artifacts.store import ModelFiles
from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.driver_wear import WearModels, read_wear_models


def wear_models(files: ModelFiles) -> WearModels:
    """Tyre wear for the lap records; raises `CorruptArtifact`."""
    return read_wear_models(_of(files, "degradation"))


def _of(files: ModelFiles, model: str) -> Mapping[str, bytes]:
    if model not in files:
        raise CorruptArtifact(model, "not among the models of this folder")
    return files[model]
