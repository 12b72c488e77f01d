"""`laps`: one row a lap, with sectors, speeds and mini-sector colours."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

from f1strategy.ingest.simulated.history import SECTORS, CarHistory, History, Lap
from f1strategy.ingest.simulated.neutral import overlaps
from f1strategy.ingest.simulated.rows.frame import Frame, Row

SEGMENTS: Final = (6, 9, 8)
SLOWER, IMPROVED, FASTEST, PIT_LANE = 2048, 2049, 2051, 2064
"""Colours of mini-sectors as OpenF1 codes them."""

SPEEDS_KMH: Final = {"i1_speed": 284, "i2_speed": 297, "st_speed": 306}
SPEED_SPREAD_KMH: Final = 5.0
NEUTRAL_SPEED: Final = 0.62
UNREAD: Final = {"i1_speed": 0.15, "i2_speed": 0.002, "st_speed": 0.1}
"""How often the feed has no value (ten recordings)."""


def laps(history: History, frame: Frame, rng: Random) -> list[Row]:
    """Rows in the order in which the laps began.

    The first lap has no first sector and no lap time, as the feed has none: it begins on the grid,
    where no loop lies.
    """
    begun = sorted(
        ((lap.start_ms, car.slot.position, lap, car) for car in history.cars for lap in car.laps),
        key=lambda item: item[:2],
    )
    colours = _Colours()
    return [_row(history, car, lap, frame, colours, rng) for *_, lap, car in begun]


def _row(
    history: History, car: CarHistory, lap: Lap, frame: Frame, colours: "_Colours", rng: Random
) -> Row:
    sectors = sectors_s(lap)
    if lap.number == 1:
        sectors[0] = None
    is_timed = lap.is_complete and lap.number > 1
    is_slow = overlaps(history.spells, lap.start_ms / 1000, lap.end_ms / 1000)
    return frame.row(
        driver_number=car.entrant.number,
        lap_number=lap.number,
        date_start=frame.date(lap.start_ms),
        duration_sector_1=sectors[0],
        duration_sector_2=sectors[1],
        duration_sector_3=sectors[2],
        is_pit_out_lap=lap.is_out_lap,
        lap_duration=lap.time_ms / 1000 if is_timed else None,
        **dict(_speeds(lap, is_slow, rng)),
        **colours.of(car.entrant.number, lap, sectors),
    )


def sectors_s(lap: Lap) -> list[float | None]:
    """Sector times, None for those the car did not end.

    >>> from schemas.records import Compound
    >>> sectors_s(Lap(2, 1000, (29_500, 67_000), Compound.HARD, 2, False))
    [28.5, 37.5, None]
    """
    begins = (lap.start_ms, *lap.sector_ends_ms)
    known = [(end - begin) / 1000 for begin, end in zip(begins, lap.sector_ends_ms, strict=False)]
    return [*known, *[None] * (SECTORS - len(known))]


def _speeds(lap: Lap, is_slow: bool, rng: Random) -> Iterator[tuple[str, int | None]]:
    passed = {"i1_speed": 1, "i2_speed": 2, "st_speed": 3}
    for name, usual_kmh in SPEEDS_KMH.items():
        speed_kmh = rng.gauss(usual_kmh, SPEED_SPREAD_KMH) * (NEUTRAL_SPEED if is_slow else 1.0)
        is_read = rng.random() >= UNREAD[name] and len(lap.sector_ends_ms) >= passed[name]
        yield name, round(speed_kmh) if is_read else None


class _Colours:
    """Best sectors so far, of the race and of each driver."""

    def __init__(self) -> None:
        self._best: dict[tuple[int | None, int], float] = {}

    def of(self, driver: int, lap: Lap, sectors: Sequence[float | None]) -> dict[str, list[int]]:
        """The colours of a lap's mini-sectors."""
        segments = {
            f"segments_sector_{sector + 1}": [self._colour(driver, sector, time_s)]
            * SEGMENTS[sector]
            for sector, time_s in enumerate(sectors)
        }
        if lap.is_out_lap:
            segments["segments_sector_1"][:4] = [PIT_LANE] * 4
        if lap.stop:
            segments["segments_sector_3"][-2:] = [PIT_LANE] * 2
        return segments

    def _colour(self, driver: int, sector: int, time_s: float | None) -> int:
        if time_s is None:
            return SLOWER
        beaten = [
            who for who in (None, driver) if time_s < self._best.get((who, sector), float("inf"))
        ]
        self._best.update(((who, sector), time_s) for who in beaten)
        return FASTEST if None in beaten else IMPROVED if beaten else SLOWER
