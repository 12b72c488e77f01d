"""A lake that several tests read."""

import pytest

from f1strategy.backfill.races import backfill, laps, recordings
from f1strategy.ingest.recording import save
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.location import Lake
from tests.backfill.builders import a_table


@pytest.fixture(scope="session")
def two_races(tmp_path_factory):
    """The simulated race, and a hand-written one of 24 laps, of another season."""
    folder = tmp_path_factory.mktemp("two-races")
    save(simulate(), folder / "race")
    a_table().to_parquet(folder / "laps.parquet")
    found = Lake.at(folder / "lake")
    races = [*recordings([folder / "race"]), *laps(folder / "laps.parquet")]
    assert len(list(backfill(found, races, workers=1))) == 2
    return found
