"""From a seed to a whole simulated race, as a recording with the hindsight of the day after.

`f1strategy.ingest.causal` releases it like a real one. Equal seeds give equal recordings.
"""

from random import Random
from typing import Final

from f1strategy.ingest.recording import Recording
from f1strategy.ingest.simulated import race
from f1strategy.ingest.simulated.cast import entrants, qualify
from f1strategy.ingest.simulated.course import BASE_LAP_S, CIRCUIT, POLE_S
from f1strategy.ingest.simulated.errors import BadRaceLength
from f1strategy.ingest.simulated.history import History
from f1strategy.ingest.simulated.rows.frame import FIRST_SESSION_KEY, SEASON, Frame, Row
from f1strategy.ingest.simulated.rows.intervals import intervals
from f1strategy.ingest.simulated.rows.laps import laps as lap_rows
from f1strategy.ingest.simulated.rows.messages import race_control
from f1strategy.ingest.simulated.rows.people import (
    RACE_NAME,
    drivers,
    meetings,
    sessions,
    starting_grid,
)
from f1strategy.ingest.simulated.rows.positions import overtakes, positions
from f1strategy.ingest.simulated.rows.result import session_result
from f1strategy.ingest.simulated.rows.sky import weather
from f1strategy.ingest.simulated.rows.stints import pit, stints
from f1strategy.ingest.simulated.script import draw_script
from f1strategy.ingest.simulated.weather import draw_sky
from schemas.openf1 import RaceInfoRow

DEFAULT_LAPS: Final = 57
SHORTEST_LAPS: Final = 3
LONGEST_LAPS: Final = 100
USUAL_LAP_S: Final = BASE_LAP_S + 4.0


def simulate(seed: int = 1, laps: int = DEFAULT_LAPS) -> Recording:
    """A race as OpenF1 would have recorded it.

    `session_key` is 1,000,000 + `seed`. Raises `BadRaceLength` for fewer than 3 or more than 100 laps.
    """
    return tell(drive(seed, laps), seed)


def drive(seed: int, laps: int) -> History:
    """What happens in the race of this seed."""
    if not SHORTEST_LAPS <= laps <= LONGEST_LAPS:
        raise BadRaceLength(laps, SHORTEST_LAPS, LONGEST_LAPS)
    field = entrants(_random(seed, "cast"))
    race_s = laps * USUAL_LAP_S
    return race.run(
        qualify(field, POLE_S, _random(seed, "qualifying")),
        draw_script(field, laps, race_s, _random(seed, "script")),
        draw_sky(race_s, _random(seed, "sky")),
        laps,
        _random(seed, "race"),
    )


def tell(history: History, seed: int) -> Recording:
    """The race in the rows of OpenF1."""
    frame = Frame(FIRST_SESSION_KEY + seed)
    rows: dict[str, list[Row]] = {
        "meetings": meetings(frame),
        "sessions": sessions(frame),
        "drivers": drivers(history, frame),
        "starting_grid": starting_grid(history, frame),
        "laps": lap_rows(history, frame, _random(seed, "laps")),
        "stints": stints(history, frame),
        "pit": pit(history, frame),
        "position": positions(history, frame),
        "overtakes": overtakes(history, frame),
        "intervals": intervals(history, frame, _random(seed, "intervals")),
        "race_control": race_control(history, frame, _random(seed, "race control")),
        "weather": weather(history, frame, _random(seed, "weather")),
        "session_result": session_result(history, frame),
    }
    info = RaceInfoRow(
        session_key=frame.session_key,
        season=SEASON,
        circuit=CIRCUIT,
        race_name=RACE_NAME,
        scheduled_laps=history.laps,
    )
    return Recording(frame.session_key, f"simulated_{seed}", rows, info)


def _random(seed: int, part: str) -> Random:
    # A generator for each part: one more draw in the weather leaves the race as it was.
    return Random(f"{part} of simulated race {seed}")
