"""New models are taken over while a job runs; bad ones are not, and say so once."""

import logging

import pytest

from f1strategy.artifacts import store
from f1strategy.artifacts.reloading import Reloading
from f1strategy.models.artifact import CorruptArtifact

LOGGER = logging.getLogger("models")


def write(folder, content: bytes) -> None:
    store.save(folder, {"tyres": {"a.json": content}}, trained_until="2024", races=1, seed=1)


def read(files) -> bytes:
    content = bytes(files["tyres"]["a.json"])
    if content == b"bad":
        raise CorruptArtifact("a.json", "bad")
    return content


@pytest.fixture
def reloading(tmp_path):
    write(tmp_path, b"one")
    return Reloading(tmp_path, read, LOGGER)


def test_new_models_are_taken_over_once(tmp_path, reloading):
    assert not reloading.refresh()
    write(tmp_path, b"two")
    assert reloading.refresh()
    assert reloading.models == b"two"
    assert not reloading.refresh()


@pytest.mark.parametrize("harm", ["bad", "half written", "gone"])
def test_bad_models_leave_the_old_ones_in_use(tmp_path, reloading, caplog, harm):
    write(tmp_path, b"bad" if harm == "bad" else b"two")
    if harm == "half written":
        (tmp_path / "tyres" / "a.json").write_bytes(b"tw")
    if harm == "gone":
        (tmp_path / store.MANIFEST).unlink()
    assert not reloading.refresh()
    assert reloading.models == b"one"
    assert "the old ones stay" in caplog.text
    write(tmp_path, b"three")
    assert reloading.refresh()
    assert reloading.models == b"three"


def test_a_job_does_not_start_with_bad_models(tmp_path):
    write(tmp_path, b"bad")
    with pytest.raises(CorruptArtifact, match=r"a\.json"):
        Reloading(tmp_path, read, LOGGER)
