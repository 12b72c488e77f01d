"""Reads and writes a folder of model files, with a manifest that tells a damaged file at once.

A folder holds `manifest.json` and one sub-folder a model with XGBoost UBJ and plain JSON files.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from f1strategy.models.artifact import CorruptArtifact

MANIFEST: Final = "manifest.json"
SHIPPED: Final = Path(__file__).parent / "shipped"
"""The models that come with the project."""
ModelFiles = Mapping[str, Mapping[str, bytes]]
"""Per model its files: names and contents."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of models was trained on, and the SHA-256 of every file."""

    schema: str = "models/1"
    trained_until: str
    races: int
    seed: int
    sha256: dict[str, str]

    @property
    def fingerprint(self) -> str:
        """Equal for equal files."""
        return sha256(repr(sorted(self.sha256.items())).encode()).hexdigest()


def save(folder: Path, models: ModelFiles, *, trained_until: str, races: int, seed: int) -> None:
    """Write the models, the manifest last: a folder that was cut short has none, or an old one.

    Files of models that are no longer there stay; the manifest does not name them.
    """
    sums: dict[str, str] = {}
    for model, files in sorted(models.items()):
        for name, content in sorted(files.items()):
            path = folder / model / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            sums[f"{model}/{name}"] = sha256(content).hexdigest()
    manifest = Manifest(trained_until=trained_until, races=races, seed=seed, sha256=sums)
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    (folder / MANIFEST).write_bytes(encoded + b"\n")


def read_manifest(folder: Path) -> Manifest:
    """The folder's manifest; raises `CorruptArtifact`."""
    path = folder / MANIFEST
    try:
        manifest: Manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError as error:
        raise CorruptArtifact(str(path), error.strerror or "cannot be read") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CorruptArtifact(str(path), str(error)) from error
    return manifest


def load(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every file that the manifest names, checked; raises `CorruptArtifact` for the first bad one."""
    models: dict[str, dict[str, bytes]] = {}
    for name, expected in read_manifest(folder).sha256.items():
        path = folder / name
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CorruptArtifact(str(path), error.strerror or "cannot be read") from error
        if sha256(content).hexdigest() != expected:
            raise CorruptArtifact(str(path), "its contents are not those of the manifest")
        model, _, file = name.partition("/")
        models.setdefault(model, {})[file] = content
    return models


def sizes(folder: Path) -> dict[str, int]:
    """Bytes on disk per model."""
    found: dict[str, int] = {}
    for name in read_manifest(folder).sha256:
        model = name.partition("/")[0]
        found[model] = found.get(model, 0) + (folder / name).stat().st_size
    return found


def as_json(value: Any) -> bytes:
    """Plain values as indented JSON, keys in order, the same bytes every time."""
    return msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=1) + b"\n"
