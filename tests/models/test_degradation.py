"""The loss curve never falls, goes on past the ages seen, and is read back as it was written."""

import numpy as np
import pytest

from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.degradation import FEATURES, Tyre, degradation_features, read_degradation
from f1strategy.models.driver_wear import read_wear_models
from f1strategy.models.wear_memory import WearMemory
from f1strategy.training.degradation import explained, wear_memory
from schemas.circuits import CIRCUITS
from schemas.records import SLICKS, Compound
from tests.models.races import HARD, MEDIUM, SOFT, a_race

FILES = load(SHIPPED)["degradation"]
MODELS = read_wear_models(FILES)
TYRES = [
    Tyre(circuit.key, season, compound, age, progress)
    for circuit in CIRCUITS
    for season in (2019, 2024, 2026)
    for compound in sorted(SLICKS)
    for age, progress in ((1.0, 0.02), (4.0, 0.5))
]


@pytest.mark.parametrize("tyre", TYRES[::7], ids=str)
def test_a_tyre_never_heals_and_its_quantiles_do_not_cross(tyre):
    curve = MODELS.curve(tyre)
    for loss_s in (curve.low_s, curve.expected_s, curve.high_s):
        assert np.isfinite(loss_s).all()
        assert (np.diff(loss_s) >= -1e-12).all()
    assert (curve.low_s <= curve.expected_s).all()
    assert (curve.expected_s <= curve.high_s).all()
    assert curve.slope_s_per_lap(20.0) >= 0.0


@pytest.mark.parametrize("tyre", TYRES[::11], ids=str)
def test_beyond_the_ages_seen_it_goes_straight_on(tyre):
    seen = int(MODELS.degradation.meta.oldest_laps[tyre.compound.value])
    rest = np.diff(MODELS.curve(tyre).expected_s[seen:])
    assert np.ptp(rest) < 1e-9
    assert rest[0] > 0.0


def test_softer_tyres_wear_faster_on_the_whole():
    def loss_s(compound: Compound) -> float:
        curves = [MODELS.curve(Tyre(one.key, 2024, compound, 1.0, 0.3)) for one in CIRCUITS]
        return float(np.mean([curve.expected_s[20] for curve in curves]))

    assert loss_s(SOFT) > loss_s(MEDIUM) > loss_s(HARD) > 0.3


def test_features_are_the_same_for_one_age_and_for_many():
    memory = MODELS.memory
    ages = np.arange(0.0, 30.0)
    together = degradation_features(TYRES[0], ages, memory)
    alone = np.vstack(
        [degradation_features(TYRES[0], ages[at : at + 1], memory) for at in range(30)]
    )
    assert together.shape == (30, len(FEATURES))
    assert (together == alone).all()
    assert (ages == np.arange(0.0, 30.0)).all()


def test_an_unknown_circuit_wears_as_the_average_one():
    memory = WearMemory()
    assert memory.index("moon", 2025) == 0.0
    assert memory.wear("moon", HARD, 2025) == memory.pooled_wear(HARD)


def test_a_circuit_that_eats_tyres_is_remembered_but_shrunk():
    seasons = [a_race(season=season, number=season) for season in (2023, 2024)]
    rough, once = wear_memory(explained(seasons)), wear_memory(explained([a_race(season=2024)]))
    assert set(rough.circuits) == {"monza"}
    assert abs(rough.index("monza", 2025)) > abs(once.index("monza", 2025)) > 0.0


def test_files_read_back_to_the_same_answers():
    again = read_degradation(MODELS.degradation.files())
    rows = degradation_features(TYRES[3], np.arange(60.0), MODELS.memory)
    assert (again.predict(rows) == MODELS.degradation.predict(rows)).all()


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"crossover.json"}))
@pytest.mark.parametrize("damage", [None, b"", b"{}x", b"\x00\x01"], ids=repr)
def test_a_damaged_or_missing_file_is_named(name, damage):
    files = dict(FILES)
    if damage is None:
        del files[name]
    else:
        files[name] = damage
    with pytest.raises(CorruptArtifact, match=name):
        read_wear_models(files)
