"""What all models' artifacts share: the error of a bad one, and XGBoost models as bytes."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec
import xgboost

THREADS: Final = 1
"""A handful of rows is answered faster by one thread than by several (performance notes)."""

UBJ_OBJECT: Final = b"{L"
"""How a UBJ model begins. Other bytes are taken for an older format and can end the process."""


class CorruptArtifact(Exception):
    """A model file is missing, damaged, or made for other features."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason

    def __str__(self) -> str:
        return f"model file {self.name}: {self.reason}"


def booster_bytes(booster: xgboost.Booster) -> bytes:
    """An XGBoost model as UBJ."""
    return bytes(booster.save_raw("ubj"))


def read_booster(
    files: Mapping[str, bytes], name: str, features: tuple[str, ...]
) -> xgboost.Booster:
    """The XGBoost model in this file; raises `CorruptArtifact`, also when its features are others."""
    content = _file(files, name)
    if not content.startswith(UBJ_OBJECT):
        raise CorruptArtifact(name, "no UBJ of XGBoost")
    booster = xgboost.Booster(params={"nthread": THREADS})
    try:
        booster.load_model(bytearray(content))
    except xgboost.core.XGBoostError as error:
        raise CorruptArtifact(name, str(error).splitlines()[0]) from error
    if booster.feature_names is not None and tuple(booster.feature_names) != features:
        raise CorruptArtifact(name, f"made for the features {booster.feature_names}")
    return booster


def read_json(files: Mapping[str, bytes], name: str, kind: type[Any]) -> Any:
    """The JSON file as `kind`, a msgspec type; raises `CorruptArtifact` for anything else."""
    try:
        return msgspec.json.decode(_file(files, name), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CorruptArtifact(name, str(error)) from error


def _file(files: Mapping[str, bytes], name: str) -> bytes:
    try:
        return files[name]
    except KeyError:
        raise CorruptArtifact(name, "missing") from None
