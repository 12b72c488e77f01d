"""A folder of models is written whole, read whole, and refused when anything in it is wrong."""

import pytest

from f1strategy.artifacts import store
from f1strategy.artifacts.store import SHIPPED
from f1strategy.models.artifact import CorruptArtifact

MODELS = {"tyres": {"a.json": b"{}", "b.ubj": b"\x01\x02"}, "pits": {"c.json": b"[1]"}}
LIMIT_BYTES = 10 * 2**20


@pytest.fixture
def folder(tmp_path):
    store.save(tmp_path, MODELS, trained_until="2024", races=3, seed=1)
    return tmp_path


def test_what_was_written_is_read(folder):
    assert store.load(folder) == MODELS
    assert store.sizes(folder) == {"tyres": 4, "pits": 3}
    manifest = store.read_manifest(folder)
    assert (manifest.trained_until, manifest.races, manifest.seed) == ("2024", 3, 1)


def test_the_same_models_give_the_same_manifest(folder, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    store.save(other, dict(reversed(MODELS.items())), trained_until="2024", races=3, seed=1)
    assert (other / store.MANIFEST).read_bytes() == (folder / store.MANIFEST).read_bytes()


def test_a_changed_file_is_refused_by_name(folder):
    (folder / "tyres" / "b.ubj").write_bytes(b"\x01\x03")
    with pytest.raises(CorruptArtifact, match=r"tyres/b\.ubj.*not those of the manifest"):
        store.load(folder)


def test_a_missing_file_is_refused_by_name(folder):
    (folder / "pits" / "c.json").unlink()
    with pytest.raises(CorruptArtifact, match=r"pits/c\.json"):
        store.load(folder)


@pytest.mark.parametrize("text", ["", "{", '{"schema": "models/1"}'])
def test_a_damaged_manifest_is_refused(folder, text):
    (folder / store.MANIFEST).write_text(text)
    with pytest.raises(CorruptArtifact, match="manifest"):
        store.load(folder)


def test_a_folder_without_models_is_refused(tmp_path):
    with pytest.raises(CorruptArtifact, match="No such file"):
        store.load(tmp_path / "nowhere")


def test_the_shipped_models_are_whole_and_small():
    models = store.load(SHIPPED)
    assert "degradation" in models
    assert sum(store.sizes(SHIPPED).values()) < LIMIT_BYTES
    names = {name.rpartition(".")[2] for files in models.values() for name in files}
    assert names <= {"json", "ubj"}
