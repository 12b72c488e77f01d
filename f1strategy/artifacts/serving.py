"""The models that the jobs serve, made from a folder's files."""

from collections.abc import Mapping

from f1strategy.artifacts.store import ModelFiles
from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.driver_wear import WearModels, read_wear_models
from f1strategy.models.outlook import OutlookModels, read_outlook_models


def wear_models(files: ModelFiles) -> WearModels:
    """Tyre wear for the lap records; raises `CorruptArtifact`."""
    return read_wear_models(_of(files, "degradation"))


def outlook_models(files: ModelFiles) -> OutlookModels:
    """Pit loss, rejoin, undercut and next stop for the option sets; raises `CorruptArtifact`."""
    wanted = ("pit_loss", "rejoin_position", "undercut", "pit_within_3")
    return read_outlook_models({model: _of(files, model) for model in wanted})


def _of(files: ModelFiles, model: str) -> Mapping[str, bytes]:
    if model not in files:
        raise CorruptArtifact(model, "not among the models of this folder")
    return files[model]
