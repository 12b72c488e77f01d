"""A small race written by hand: two cars, three laps, one stop."""

from typing import Any

from f1strategy.ingest.race_info import race_info
from f1strategy.ingest.recording import Recording
from schemas.openf1 import iso_time

SESSION_KEY = 7
LIGHTS_OUT_MS = 1_700_000_000_000

Row = dict[str, Any]


def at(seconds: float) -> str:
    """ISO time so many seconds after lights out."""
    return iso_time(LIGHTS_OUT_MS + round(seconds * 1000))


def row(**fields: Any) -> Row:
    return {"meeting_key": 3, "session_key": SESSION_KEY, **fields}


def lap(
    driver: int,
    number: int,
    start_s: float | None,
    sectors: tuple[float | None, float | None, float | None] = (30.0, 31.0, 29.0),
    **fields: Any,
) -> Row:
    """A lap row; the duration is the sum of the sectors where all are known."""
    first, second, third = sectors
    whole = None if None in sectors else round(sum(sectors), 3)  # type: ignore[arg-type]
    return row(
        driver_number=driver,
        lap_number=number,
        date_start=None if start_s is None else at(start_s),
        duration_sector_1=first,
        duration_sector_2=second,
        duration_sector_3=third,
        i1_speed=None if first is None else 280,
        i2_speed=None if second is None else 290,
        is_pit_out_lap=False,
        lap_duration=whole,
        segments_sector_1=[2049, 2051],
        segments_sector_2=[2049],
        segments_sector_3=[2049],
        st_speed=310,
        **fields,
    )


def stint(driver: int, number: int, first: int | None, last: int | None, **fields: Any) -> Row:
    return row(
        driver_number=driver,
        stint_number=number,
        lap_start=first,
        lap_end=last,
        **{"compound": "MEDIUM", "tyre_age_at_start": 0, **fields},
    )


def pit(driver: int, number: int | None, left_s: float) -> Row:
    return row(driver_number=driver, lap_number=number, date=at(left_s), pit_duration=22.0)


def small_race() -> dict[str, list[Row]]:
    """Car 1 stops at the end of lap 1, car 4 does not. Car 1's lap 1 has no start, as in old rows."""
    return {
        "drivers": [row(driver_number=number, name_acronym=f"D{number:02}") for number in (1, 4)],
        "starting_grid": [
            {"session_key": 5, "driver_number": number, "position": place}
            for place, number in enumerate((1, 4), start=1)
        ],
        "laps": [
            lap(1, 1, None, (None, 31.0, 29.0)),
            lap(1, 2, 92.0, (50.0, 31.0, 29.0), note="out of the pits"),
            lap(1, 3, 202.0),
            lap(4, 1, 0.0, (34.0, 31.0, 29.0)),
            lap(4, 2, 94.0),
            lap(4, 3, 184.0),
        ],
        "stints": [stint(1, 1, 1, 1), stint(1, 2, 2, 3, compound="HARD"), stint(4, 1, 1, 3)],
        "pit": [pit(1, 1, 110.0)],
        "position": [
            row(driver_number=1, date=at(-3000), position=1),
            row(driver_number=4, date=at(-3000), position=2),
            row(driver_number=4, date=at(111), position=1),
            row(driver_number=1, date=at(111), position=2),
        ],
        "intervals": [row(driver_number=4, date=at(100.25), gap_to_leader=2.0, interval=2.0)],
        "weather": [row(date=at(-600), rainfall=0), row(date=at(60), rainfall=1)],
        "race_control": [row(date=at(276), flag="CHEQUERED", message="CHEQUERED FLAG")],
        "session_result": [row(driver_number=4, position=1), row(driver_number=1, position=2)],
    }


def recording(rows: dict[str, list[Row]] | None = None, name: str = "2024_qatar") -> Recording:
    chosen = small_race() if rows is None else rows
    return Recording(SESSION_KEY, name, chosen, race_info(SESSION_KEY, name, chosen))
