"""A replay releases every row once, in order, at its moment, whatever it is told meanwhile."""

import math
import threading
from functools import partial
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from f1strategy.ingest.clock import ManualClock, SystemClock
from f1strategy.ingest.envelope import event_id
from f1strategy.ingest.errors import BadSpeed, IngestError
from f1strategy.ingest.keyboard import SPEEDS
from f1strategy.ingest.replay import Replay, ReplayProgress
from f1strategy.ingest.timed_row import TimedRow
from tests.ingest.races import LIGHTS_OUT_MS, SESSION_KEY
from tests.ingest.replaying import SMALL_RACE, Stage, after_lights_out_s

ALL = list(range(len(SMALL_RACE)))
LEAD_S = 5
LAST_S = 292


def lap_row(moment_s: float, number: int = 1) -> TimedRow:
    return TimedRow(LIGHTS_OUT_MS + round(moment_s * 1000), "laps", {"lap_number": number})


@pytest.mark.parametrize("speed", [0.5, 1, 3, 10, 77.7, 1000])
@pytest.mark.parametrize("now_ms", [0, 1_800_000_000_000])
def test_each_row_is_released_exactly_at_its_moment(speed, now_ms):
    clock = ManualClock(now_ms)
    stage = Stage(speed=speed, clock=clock).run()
    assert stage.sequences == ALL
    for row, released_s in zip(SMALL_RACE, stage.released_s, strict=True):
        due_s = max(0, after_lights_out_s(row) + LEAD_S) / speed
        assert released_s - now_ms / 1000 == pytest.approx(due_s, abs=1e-5, rel=0)


def test_at_full_speed_no_time_passes():
    stage = Stage(speed=math.inf).run()
    assert stage.sequences == ALL
    assert stage.released_s == [0] * len(ALL)


@pytest.mark.parametrize(
    ("lead_ms", "lights_out_s"),
    [(5_000, 5), (0, 0), (180_000, 180), (None, 3_600), (10_000_000, 3_600)],
)
def test_race_time_begins_so_long_before_lights_out(lead_ms, lights_out_s):
    stage = Stage(lead_ms=lead_ms).run()
    assert stage.sequences == ALL
    assert stage.seconds(from_s=0)[0] == lights_out_s
    assert stage.released_s[0] == 0


def test_real_time_counts_from_the_run_and_not_from_before():
    stage = Stage()
    stage.clock.advance(60_000)
    assert stage.run().seconds(from_s=0)[0] == 60 + LEAD_S


def test_a_corrected_wall_clock_does_not_disturb_the_pace():
    class Corrected(ManualClock):
        """Set back by an hour while the race is on."""

        def now_ms(self):
            return super().now_ms() - (3_600_000 if self.elapsed_ms() > 50_000 else 0)

    stage = Stage(clock=Corrected()).run()
    assert stage.released_s == Stage().run().released_s
    assert stage.published[-1].ingest_time_ms == (LEAD_S + LAST_S - 3_600) * 1000


def test_a_row_is_published_as_it_is_with_its_place_and_its_moment():
    stage = Stage(clock=ManualClock(1_000_000), speed=2).run()
    for sequence, (row, one) in enumerate(zip(SMALL_RACE, stage.published, strict=True)):
        assert (one.source, one.endpoint, one.session_key) == (
            "recording",
            row.endpoint,
            SESSION_KEY,
        )
        assert one.sequence == sequence
        assert one.ingest_time_ms == int(stage.released_s[sequence] * 1000)
        assert one.event_id == event_id(row.row, endpoint=row.endpoint, session_key=SESSION_KEY)


def test_without_rows_it_is_over_at_once():
    stage = Stage(rows=[])
    before = stage.replay.progress
    assert (before.race_time_s, before.race_duration_s, before.is_over) == (0, 0, False)
    after = stage.run().replay.progress
    assert (after.rows_released, after.rows_total, after.last_lap) == (0, 0, 0)
    assert (after.race_time_s, after.is_over) == (0, True)


def test_without_laps_it_begins_with_its_first_row():
    rows = [TimedRow(LIGHTS_OUT_MS + 1000 * second, "weather", {}) for second in (0, 7)]
    assert Stage(rows=rows).run().released_s == [0, 7]


@pytest.mark.parametrize("speed", [0, -10, math.nan])
def test_a_senseless_speed_is_refused_before_it_begins(speed):
    with pytest.raises(BadSpeed):
        Stage(speed=speed)


def test_a_pause_delays_what_is_left_by_its_length():
    stage = Stage()
    stage.at(100, stage.control.pause)
    stage.at(400, stage.control.resume)
    plain = Stage().run().released_s
    assert stage.run().released_s == [s if s <= 100 else s + 300 for s in plain]


def test_a_pause_before_the_start_holds_all_that_is_not_yet_due():
    stage = Stage()
    stage.control.pause()
    stage.at(60, stage.control.resume)
    stage.run()
    assert stage.seconds(from_s=-LEAD_S) == [60 + s for s in Stage().run().seconds(-LEAD_S)]


def test_a_new_speed_holds_from_now_on():
    stage = Stage()
    stage.at(105, lambda: stage.control.set_speed(10))  # 100 s after lights out
    plain = Stage().run().released_s
    expected = [s if s <= 105 else 105 + (s - 105) / 10 for s in plain]
    assert stage.run().released_s == pytest.approx(expected, abs=1e-5, rel=0)


def test_a_speed_chosen_during_a_pause_waits_for_its_end():
    stage = Stage()
    stage.at(105, stage.control.pause)
    stage.at(110, lambda: stage.control.set_speed(10))
    stage.at(205, stage.control.resume)
    plain = Stage().run().released_s
    expected = [s if s <= 105 else 205 + (s - 105) / 10 for s in plain]
    assert stage.run().released_s == pytest.approx(expected, abs=1e-5, rel=0)


def test_full_speed_releases_the_rest_at_once():
    stage = Stage()
    stage.at(105, lambda: stage.control.set_speed(math.inf))
    plain = Stage().run().released_s
    assert stage.run().released_s == [min(s, 105) for s in plain]


def test_from_full_speed_back_to_real_time_goes_on_where_it_has_come_to():
    lap_2 = next(n for n, row in enumerate(SMALL_RACE) if row.started_lap == 2)
    stage = Stage(speed=math.inf)
    stage.on_row(lap_2 + 1, lambda: stage.control.set_speed(1))
    stage.run()
    assert stage.sequences == ALL
    due_s = [after_lights_out_s(row) for row in SMALL_RACE]
    expected = [0 if n <= lap_2 + 1 else s - due_s[lap_2] for n, s in enumerate(due_s)]
    assert stage.released_s == pytest.approx(expected, abs=1e-5, rel=0)


def test_a_pause_in_the_middle_of_a_burst_ends_it():
    stage = Stage(speed=math.inf)
    stage.on_row(22, stage.control.pause)
    stage.at(30, stage.control.resume)
    assert stage.run().released_s == [0] * 23 + [30] * (len(ALL) - 23)


def test_seeking_a_lap_skips_the_time_to_it_and_no_row():
    stage = Stage()
    stage.at(10, lambda: stage.control.seek_lap(3))  # it begins 184 s after lights out
    plain = Stage().run().released_s
    stage.run()
    assert stage.sequences == ALL
    expected = [s if s <= 10 else max(10, s - 179) for s in plain]
    assert stage.released_s == pytest.approx(expected, abs=1e-5, rel=0)


def test_a_lap_may_be_sought_before_the_start():
    stage = Stage(speed=2)
    stage.control.seek_lap(2)
    stage.run()
    assert stage.sequences == ALL
    assert stage.seconds(from_s=0)[0] == 0
    assert stage.released_s[-1] == (LAST_S - 92) / 2


def test_seeking_during_a_pause_stands_at_the_lap():
    stage = Stage()
    stage.at(10, stage.control.pause)
    stage.at(20, lambda: stage.control.seek_lap(2))
    stage.at(50, stage.control.resume)
    stage.run()
    assert stage.sequences == ALL
    assert {second for second in stage.released_s if 10 < second < 50} == {20}
    assert stage.released_s[-1] == 50 + LAST_S - 92


def test_a_refused_command_changes_nothing():
    stage, refused = Stage(), []

    def tried(command, *arguments):
        try:
            command(*arguments)
        except IngestError as error:
            refused.append(str(error).split(":", 1)[0])

    stage.at(150, lambda: tried(stage.control.seek_lap, 1))
    stage.at(151, lambda: tried(stage.control.seek_lap, 9))
    stage.at(152, lambda: tried(stage.control.set_speed, 0))
    stage.at(290, lambda: tried(stage.control.seek_next_lap))
    assert stage.run().released_s == Stage().run().released_s
    assert refused == [
        "cannot go back to lap 1 from lap 2",
        "no lap 9; expected one of 1 to 3",
        "speed 0; expected more than 0",
        "no lap 4; expected one of 1 to 3",
    ]


def test_a_stopped_replay_releases_nothing_more():
    stage = Stage()
    stage.at(100, stage.control.stop)
    plain = Stage().run().released_s
    assert stage.run().released_s == [s for s in plain if s <= 100]
    assert stage.clock.elapsed_ms() == 100_000
    assert stage.replay.progress.is_over


def test_a_stop_lets_the_current_row_out_and_no_other():
    stage = Stage(speed=math.inf)
    stage.on_row(20, stage.control.stop)
    assert stage.run().sequences == ALL[:21]


def test_a_stop_ends_a_pause_and_one_that_has_not_begun():
    stage = Stage()
    stage.at(0, stage.control.pause)
    stage.at(77, stage.control.stop)
    assert stage.run().clock.elapsed_ms() == 77_000
    unbegun = Stage()
    unbegun.control.stop()
    assert unbegun.run().published == []


def test_what_publishing_raises_ends_the_replay_and_is_passed_on():
    def fails():
        raise ConnectionError("the broker is gone")

    stage = Stage(speed=10)
    stage.on_row(30, fails)
    with pytest.raises(ConnectionError, match="the broker is gone"):
        stage.run()
    progress = stage.replay.progress
    assert (progress.rows_released, progress.is_over) == (30, True)
    assert stage.sequences == ALL[:31]


def snapshots(stage, *seconds):
    taken = []
    for second in seconds:
        stage.at(second, lambda: taken.append(stage.replay.progress))
    stage.run()
    return taken


def test_progress_tells_how_far_it_is():
    stage = Stage(speed=2)
    stage.at(60, stage.control.pause)
    stage.at(70, stage.control.resume)
    begun, second_lap, paused = snapshots(stage, 1, 50.5, 65)
    assert begun == ReplayProgress(
        rows_released=10,
        rows_total=46,
        race_time_s=-3,
        race_duration_s=LAST_S,
        leader_lap=0,
        last_lap=3,
        speed=2,
        is_paused=False,
        is_over=False,
    )
    assert (second_lap.race_time_s, second_lap.leader_lap, second_lap.rows_released) == (96, 2, 22)
    assert (paused.race_time_s, paused.is_paused) == (115, True)
    end = stage.replay.progress
    assert (end.rows_released, end.race_time_s, end.leader_lap) == (46, LAST_S, 3)
    assert (end.is_paused, end.is_over) == (False, True)


def test_progress_before_the_first_row_stands_at_the_beginning_at_any_speed():
    for speed in (1, math.inf):
        stage = Stage(speed=speed)
        assert stage.replay.progress.race_time_s == -LEAD_S
        stage.control.stop()
        assert stage.run().replay.progress.race_time_s == -LEAD_S


def test_progress_at_full_speed_is_the_last_rows_time():
    stage, taken = Stage(speed=math.inf), []
    stage.on_row(20, lambda: taken.append(stage.replay.progress))
    stage.run()
    assert taken[0].race_time_s == after_lights_out_s(SMALL_RACE[19])
    assert taken[0].rows_released == 20


def test_another_thread_ends_a_wait_of_hours_at_once():
    released = threading.Semaphore(0)
    replay = Replay(
        [lap_row(0), lap_row(36_000, 2)],
        session_key=SESSION_KEY,
        source="recording",
        publish=lambda _: released.release(),
        clock=SystemClock(),
        lead_ms=0,
    )
    running = threading.Thread(target=replay.run)
    running.start()
    assert released.acquire(timeout=30)
    replay.control.seek_lap(2)
    assert released.acquire(timeout=30)
    running.join(timeout=30)
    assert not running.is_alive()
    assert replay.progress.race_time_s == 36_000


@st.composite
def races(draw):
    """Rows in order of release, some at one moment, of which some begin a lap."""
    gaps_ms = draw(st.lists(st.sampled_from([0, 0, 1, 250, 3_000, 60_000]), max_size=25))
    kinds = draw(st.lists(st.booleans(), min_size=len(gaps_ms), max_size=len(gaps_ms)))
    laps = accumulate(kinds)
    return [
        TimedRow(
            LIGHTS_OUT_MS + moment_ms,
            "laps" if begins else "weather",
            {"lap_number": lap} if begins else {},
        )
        for moment_ms, begins, lap in zip(accumulate(gaps_ms), kinds, laps, strict=True)
    ]


commands = st.one_of(
    st.sampled_from([("pause",), ("resume",), ("toggle_pause",), ("seek_next_lap",)]),
    st.tuples(st.just("set_speed"), st.sampled_from(SPEEDS)),
    st.tuples(st.just("seek_lap"), st.integers(0, 10)),
)
planned = st.lists(st.tuples(st.floats(0, 300), commands), max_size=10)
"""Commands of another thread, while the replay waits."""
meanwhile = st.lists(st.tuples(st.integers(0, 25), commands), max_size=4)
"""Commands that come in while a row is being published."""


@settings(max_examples=200, deadline=None)
@given(races(), st.sampled_from(SPEEDS), planned, meanwhile, st.none() | st.floats(0, 600))
def test_every_row_comes_once_in_order_and_never_early_whatever_is_commanded(
    rows, speed, by_time, by_row, stops_s
):
    stage = Stage(rows=rows, speed=speed)

    def give(name, *arguments):
        try:
            getattr(stage.control, name)(*arguments)
        except IngestError:
            assert name in {"seek_lap", "seek_next_lap"}

    def looked_at(sequence, then):
        reached_ms = stage.control.pace.race_time_ms(stage.clock.elapsed_ms())
        assert rows[sequence].release_time_ms <= reached_ms
        for command in then:
            give(*command)

    for sequence in range(len(rows)):
        then = [command for number, command in by_row if number == sequence]
        stage.on_row(sequence, partial(looked_at, sequence, then))
    for second, command in by_time:
        stage.at(second, partial(give, *command))
    if stops_s is not None:
        stage.at(stops_s, stage.control.stop)
    # Each row's command may pause the race once more; nothing but its end ends the test.
    for second in range(1_000, 1_000 * (len(by_row) + 2), 1_000):
        stage.at(second, stage.control.resume)
        stage.at(second, partial(stage.control.set_speed, math.inf))
    stage.run()
    expected = list(range(len(rows)))
    assert stage.released_s == sorted(stage.released_s)
    if stops_s is None:
        assert stage.sequences == expected
    else:
        assert stage.sequences == expected[: len(stage.sequences)]
        assert all(second <= stops_s for second in stage.released_s)
    assert stage.replay.progress.rows_released == len(stage.published)
