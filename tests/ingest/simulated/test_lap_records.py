"""What the timing room reads from the rows is what happened in the race."""

import pytest

from f1strategy.ingest.simulated.history import History, Lap
from f1strategy.ingest.simulated.order import passings
from f1strategy.ingest.simulated.rows.frame import LIGHTS_OUT_MS
from f1strategy.timing.track_status import worst
from schemas.records import TrackStatus
from tests.ingest.simulated.races import DRY, WET, all_laps, history, records

LONG_SAFETY_CAR = 10
"""A seed in which a lapped car is waved by."""

LEADER_STOPS = 22
"""A seed in which the leader breaks down."""

pytestmark = pytest.mark.parametrize("seed", [DRY, WET, LONG_SAFETY_CAR, LEADER_STOPS])


@pytest.fixture
def race(seed) -> History:
    return history(seed)


def test_every_lap_has_a_record_with_its_times(seed, race):
    laps = records(seed)
    assert set(laps) == {(car.entrant.number, lap.number) for car, lap in all_laps(race)}
    for car, lap in all_laps(race):
        record = laps[car.entrant.number, lap.number]
        assert record.is_complete is lap.is_complete
        assert record.lap_start_time_ms == LIGHTS_OUT_MS + lap.start_ms
        if lap.is_complete:
            assert record.lap_time_s == lap.time_ms / 1000
            assert record.lap_end_time_ms == LIGHTS_OUT_MS + lap.end_ms


def test_tyres_stints_and_stops_are_those_of_the_race(seed, race):
    for car in race.cars:
        sets = 1
        for lap in car.laps:
            record = records(seed)[car.entrant.number, lap.number]
            assert (record.compound, record.tyre_age_laps) == (lap.compound, lap.tyre_age_laps)
            assert (record.stint_number, record.pit_stops) == (sets, sets - 1)
            assert record.is_in_lap is (lap.stop is not None)
            assert record.is_out_lap is lap.is_out_lap
            if lap.stop:
                sets += 1
                in_lane_s = (lap.stop.left_ms - lap.stop.entered_ms) / 1000
                assert record.pit_lane_time_s == pytest.approx(in_lane_s, abs=0.051)
                assert record.pit_stationary_time_s == lap.stop.stationary_s


def test_places_at_the_line_are_the_order_of_crossing_it(seed, race):
    crossed: dict[int, list[int]] = {}
    for _, lap in all_laps(race):
        if lap.is_complete:
            crossed.setdefault(lap.number, []).append(lap.end_ms)
    for car, lap in all_laps(race):
        if lap.is_complete:
            before = sum(end_ms < lap.end_ms for end_ms in crossed[lap.number])
            assert records(seed)[car.entrant.number, lap.number].position == before + 1


def test_gaps_at_the_line_are_those_of_the_crossings(seed, race):
    line_ms = {
        (car.entrant.number, lap.number): lap.end_ms
        for car, lap in all_laps(race)
        if lap.is_complete
    }
    leaders = [(one.at_ms, one.driver_number) for one in passings(race) if one.position == 1]
    retired_ms = {car.entrant.number: car.retired_ms for car in race.retired}
    compared = 0
    for (driver, number), end_ms in line_ms.items():
        record = records(seed)[driver, number]
        laps_behind = sum(moment <= end_ms for moment in race.line_ms) - number
        assert record.laps_behind == laps_behind
        leader = [who for at_ms, who in leaders if at_ms <= end_ms][-1]
        still_leads = retired_ms.get(leader, end_ms) >= end_ms
        if not laps_behind and still_leads and (leader, number) in line_ms:
            gap_s = max(0, end_ms - line_ms[leader, number]) / 1000
            assert record.gap_to_leader_s == pytest.approx(gap_s, abs=0.0011)
            compared += 1
    assert compared > 900


def test_track_status_is_race_controls(seed, race):
    for car, lap in all_laps(race):
        if lap.is_complete:
            record = records(seed)[car.entrant.number, lap.number]
            assert record.track_status is _status(race, lap), (car.entrant.number, lap.number)


def _status(race: History, lap: Lap) -> TrackStatus:
    """The worst of what was shown somewhere between the lap's start and its end."""
    yellow = TrackStatus.YELLOW
    shown = [(spell.start_s, spell.end_s, spell.status) for spell in race.spells]
    shown += [(spin.at_s, spin.clear_s, yellow) for spin in race.spins]
    shown += [(one.noticed_s, one.answer_s, yellow) for one in race.breakdowns]
    begin_s, end_s = lap.start_ms / 1000, lap.end_ms / 1000
    return worst(status for begun, over, status in shown if begun < end_s and begin_s < over)


def test_the_result_is_the_order_of_the_last_laps(seed, race):
    last = [records(seed)[car.entrant.number, len(car.laps)] for car in race.classified]
    assert [record.result_position for record in last] == list(range(1, len(last) + 1))
    assert [record.position for record in last] == [record.result_position for record in last]
    assert {record.result_status for record in last} == {"classified"}
    assert all(record.is_chequered for record in last)
    for car in race.retired:
        record = records(seed)[car.entrant.number, len(car.laps)]
        assert (record.result_status, record.is_complete) == ("dnf", False)


def test_rain_and_deleted_laps_are_seen(seed, race):
    raining = any(record.is_raining for record in records(seed).values())
    assert raining is (race.sky.rain_s is not None)
    assert any(record.is_deleted for record in records(seed).values())


def test_the_seeds_are_what_they_are_chosen_for(seed, race):
    if seed == LONG_SAFETY_CAR:
        assert any(spell.waved for spell in race.spells)
    if seed == LEADER_STOPS:
        leads = [(one.at_ms, one.driver_number) for one in passings(race) if one.position == 1]
        assert any(
            [who for at_ms, who in leads if at_ms <= car.retired_ms][-1] == car.entrant.number
            for car in race.retired
        )
    assert (race.sky.rain_s is not None) is (seed == WET)
