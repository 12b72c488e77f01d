"""Whatever dies or stands still while a race goes on: nothing is lost, doubled, out of order or wrong.

`make chaos` does every fault at five seeds and writes docs/reliability.md; otherwise a few run once.
LIVEF1_CHAOS_SEEDS: how many seeds, or which, such as 2-3.
"""

import os
from pathlib import Path

import pytest

from f1strategy.lake.failpoints import SETTING
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack
from tests.chaos import outcome, report
from tests.chaos.faults import FAULTS
from tests.chaos.judge import archived
from tests.chaos.plant import Plant
from tests.integration.conftest import FUTURES, up
from tests.integration.rough_archive import armed

SEEDS = os.environ.get("LIVEF1_CHAOS_SEEDS", "")
FIRST, _, LAST = SEEDS.rpartition("-")
LENIENCE = 3
"""What shares its machine with other tests may take so many times as long; the report is the measurement."""
EXTRA_SLOTS = 2
"""For the options at twice their parallelism, or a second archive."""
KEPT = os.environ.get("LIVEF1_CHAOS_OUTCOMES")
CASES = [
    pytest.param(fault, seed, id=f"{fault.number}-{seed}")
    for seed in range(int(FIRST or 1), 1 + int(LAST or 1))
    for fault in FAULTS
    if SEEDS or fault.is_short
]

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    with (
        Stack(RunFolder(tmp_path_factory.mktemp("plant"))) as stack,
        pytest.MonkeyPatch.context() as patch,
    ):
        # A job that is redeployed has the settings of whoever redeploys it.
        patch.setenv("LIVEF1_FUTURES", FUTURES)
        armed_points, flags = armed(tmp_path_factory.mktemp("deaths"), seed=11)
        for flag in flags:
            flag.touch()
        up(stack, spare_slots=EXTRA_SLOTS, ha=True, **{SETTING: armed_points})
        plant = Plant(stack, flags)
        yield plant
        assert archived(
            plant.state
        ).is_exact, "a later fault has changed what an earlier race had left"


@pytest.mark.parametrize(("fault", "seed"), CASES)
def test_a_fault_costs_time_and_nothing_else(plant, fault, seed, tmp_path):
    file = Path(KEPT) if KEPT else tmp_path / "outcomes"
    told = outcome.suffer(plant, fault, seed)
    outcome.keep(told, file)
    print(report.line(told))
    assert outcome.is_whole(plant)
    assert told.orphans == 0
    assert told.verdict.is_exact, told
    assert told.verdict.records > 1000
    assert told.recovery_s <= fault.limit_s * (1 if SEEDS else LENIENCE)
