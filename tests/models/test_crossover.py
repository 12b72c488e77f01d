"""Slick, intermediate, wet: each has its range of pace ratios, and the ranges meet."""

import numpy as np
import pytest

from f1strategy.artifacts.store import SHIPPED, load
from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.crossover import FILE, CrossoverModel, read_crossover
from f1strategy.training.crossover import Change, changes, fit
from f1strategy.training.degradation import explained
from schemas.records import Compound
from tests.models.races import MEDIUM, a_lap, a_race

SHIPPED_CROSSOVER = read_crossover(load(SHIPPED)["degradation"]).crossover
RATIOS = np.linspace(0.98, 1.5, 60)


@pytest.mark.parametrize(
    ("ratio", "best"), [(1.0, MEDIUM), (1.165, Compound.INTERMEDIATE), (1.4, Compound.WET)]
)
def test_each_kind_is_right_somewhere(ratio, best):
    chances = SHIPPED_CROSSOVER.chances(ratio)
    assert max(chances, key=chances.__getitem__) is best


def test_the_wetter_the_track_the_wetter_the_tyre():
    chances = [SHIPPED_CROSSOVER.chances(ratio) for ratio in RATIOS]
    assert (np.diff([one[MEDIUM] for one in chances]) <= 1e-9).all()
    assert (np.diff([one[Compound.WET] for one in chances]) >= -1e-9).all()
    assert all(0.0 <= chance <= 1.0 for one in chances for chance in one.values())


def test_slicks_in_the_wet_are_wrong_and_inters_in_the_dry_too():
    assert SHIPPED_CROSSOVER.is_wrong(Compound.HARD, 1.3) > 0.95
    assert SHIPPED_CROSSOVER.is_wrong(Compound.INTERMEDIATE, 1.0) > 0.9
    assert SHIPPED_CROSSOVER.is_wrong(Compound.HARD, 1.0) < 0.1


def test_the_ratio_is_the_median_of_the_races():
    stops = [Change(1, 0, 1.10), Change(1, 0, 1.12), Change(2, 0, 1.15), Change(3, 1, 1.25)]
    found = fit(stops).crossover
    assert found.slick_to_intermediate.pace_ratio == pytest.approx(1.13)
    assert (found.slick_to_intermediate.races, found.slick_to_intermediate.stops) == (2, 3)
    assert found.intermediate_to_wet.pace_ratio == 1.25


def test_a_change_of_kind_is_measured_against_the_circuits_dry_lap():
    dry = a_race(season=2023)
    wet = [
        a_lap(
            "AAA",
            lap,
            110.0 * lap,
            lap_time_s=99.0 if lap < 6 else 90.0,
            compound=Compound.INTERMEDIATE if lap < 7 else MEDIUM,
            stint_number=1 if lap < 7 else 2,
            is_in_lap=lap == 6,
            is_out_lap=lap == 7,
            is_clean=False,
        )
        for lap in range(1, 13)
    ]
    race = type(dry)(2024, 1, dry.circuit, 12, tuple(wet))
    (change,) = changes(explained([dry, race]))
    dry_s = np.median([lap.lap_time_s for lap in dry.laps if lap.is_clean])
    assert (change.race, change.drier) == (202401, 0)
    assert change.pace_ratio == pytest.approx(99.0 / dry_s)
    assert changes(explained([race])) == []  # nothing tells how fast the track is when dry


def test_a_damaged_file_is_named():
    files = CrossoverModel(SHIPPED_CROSSOVER).files()
    assert read_crossover(files).crossover == SHIPPED_CROSSOVER
    with pytest.raises(CorruptArtifact, match=FILE):
        read_crossover({FILE: files[FILE][:-5]})
    with pytest.raises(CorruptArtifact, match="missing"):
        read_crossover({})
