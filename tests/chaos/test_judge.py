"""The judge of the fault suite sees what it is there to see."""

import pytest
from msgspec.structs import replace

from f1strategy.ingest.simulated import simulate
from tests.chaos import report
from tests.chaos.judge import Verdict, judged_laps, judged_options, judged_rows
from tests.chaos.outcome import Outcome, keep, read
from tests.integration.oracle import answerable, envelopes, folded, folded_options

RACE = simulate(3, 3)


@pytest.fixture(scope="module")
def rows():
    return list(envelopes(RACE))


@pytest.fixture(scope="module")
def expected():
    return folded(RACE)


@pytest.fixture(scope="module")
def laps(expected):
    return sorted(expected.values(), key=lambda one: one.lap_number)


@pytest.fixture(scope="module")
def options():
    return list(folded_options(RACE).values())


def test_a_race_that_is_all_there_is_exact(rows, laps, expected, options):
    verdict = (
        judged_rows(rows)
        + judged_laps(laps, expected)
        + judged_options(options, RACE, answerable(expected))
    )
    assert verdict == Verdict(records=len(rows) + len(laps) + len(options))
    assert verdict.is_exact


def test_rows_that_are_gone_doubled_or_swapped_are_counted(rows):
    assert judged_rows(rows[:5] + rows[7:]).lost == 2
    assert judged_rows([*rows, rows[3]]).duplicated == 1
    assert judged_rows([*rows, rows[3]], sent_twice=1).is_exact
    swapped = [rows[1], rows[0], *rows[2:]]
    assert judged_rows(swapped).reordered == 1
    assert judged_rows(swapped, is_in_order=False).is_exact


def test_laps_that_are_gone_strange_or_of_another_content_are_counted(laps, expected):
    assert judged_laps(laps[:-2], expected).lost == 2
    strange = replace(laps[0], driver_number=99)
    assert judged_laps([*laps, strange], expected).duplicated == 1
    wrong = replace(laps[-1], revision=laps[-1].revision + 1, tyre_age_laps=40)
    assert judged_laps([*laps, wrong], expected).wrong == 1
    assert judged_laps(laps[::-1], expected).reordered > 0


def test_a_revision_that_comes_again_is_a_repeat_unless_it_says_something_else(laps, expected):
    assert judged_laps([*laps, laps[4]], expected) == Verdict(records=len(laps), repeats=1)
    altered = judged_laps([*laps, replace(laps[4], tyre_age_laps=40)], expected)
    # For what it changed, and for what a reader is left with.
    assert (altered.repeats, altered.wrong) == (1, 2)


def test_options_that_are_gone_or_say_something_else_are_counted(options, expected):
    wanted = answerable(expected)
    assert judged_options(options[1:], RACE, wanted).lost == 1
    other = replace(options[0], plans=())
    assert judged_options([other, *options[1:]], RACE, wanted).wrong == 1
    assert judged_options([other, *options[1:]], RACE, wanted, is_in_order=False).is_exact


def test_outcomes_are_kept_and_told(tmp_path):
    told = [
        Outcome(
            number="F2",
            seed=seed,
            recovery_s=10.0 * seed,
            caught_up_s=5.0,
            orphans=0,
            notes={},
            verdict=Verdict(records=1000, lost=seed - 1, repeats=3),
        )
        for seed in (1, 4)
    ]
    for one in (replace(told[0], recovery_s=99.0), *told):
        keep(one, tmp_path / "outcomes")
    assert read(tmp_path / "outcomes") == told
    page = report.page(told)
    (line,) = [line for line in page.splitlines() if line.startswith("| F2")]
    assert "| 2 | 2,000 | 3 / 0 / 0 / 0 | 6 | 25.0 / 40.0 | 30 | 5.0 | 0 |" in line
    assert "Above its limit: F2 (40.0 s)." in page
    assert "Above" not in report.page(told[:1])
