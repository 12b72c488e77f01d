"""What race control's messages say: the text decides, because categories and flags do not."""

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import Final, NamedTuple

from schemas.openf1 import RaceControlRow


class Signal(IntEnum):
    """What a message means for the whole track. Within one second they apply in this order, so
    that a new neutralisation outlasts the message that ends the one before.
    """

    TRACK_CLEAR = 1
    SECTOR_CLEAR = 2
    PIT_EXIT_OPEN = 3
    RESUMPTION = 4
    RESTART = 5
    VSC_ENDING = 6
    VSC_OVER = 7
    SC_ENDING = 8
    SECTOR_YELLOW = 9
    VSC = 10
    SC = 11
    CONVOY = 12
    CONVOY_OVER = 13
    RED = 14
    CHEQUERED = 15


class Event(NamedTuple):
    """A signal with its moment; `detail` is the sector of a yellow or the minute of a restart."""

    time_ms: int
    signal: Signal
    detail: int = 0
    is_rolling: bool = False


class Deletion(NamedTuple):
    """A lap time taken from a driver or given back, by lap number or, without one, by the time."""

    time_ms: int
    driver_number: int
    lap_number: int | None
    lap_time_s: float | None
    is_reinstated: bool


class Word(NamedTuple):
    """What a message means: for the track, for a lap time, for neither."""

    event: Event | None
    deletion: Deletion | None


_BY_TEXT: Final = {
    "SAFETY CAR DEPLOYED": Signal.SC,
    "SAFETY CAR IN THIS LAP": Signal.SC_ENDING,
    "SAFETY CAR THROUGH THE PIT LANE": Signal.CONVOY,
    "SAFETY CAR WILL USE START/FINISH STRAIGHT": Signal.CONVOY_OVER,
    "VIRTUAL SAFETY CAR DEPLOYED": Signal.VSC,
    "VIRTUAL SAFETY CAR ENDING": Signal.VSC_ENDING,
    "VSC DEPLOYED": Signal.VSC,
    "VSC ENDING": Signal.VSC_ENDING,
    "GREEN LIGHT - PIT EXIT OPEN": Signal.PIT_EXIT_OPEN,
    "RED FLAG": Signal.RED,
    "CHEQUERED FLAG": Signal.CHEQUERED,
    "TRACK CLEAR": Signal.TRACK_CLEAR,
}
_BY_FLAG: Final = {
    ("RED", "Track"): Signal.RED,
    ("CHEQUERED", "Track"): Signal.CHEQUERED,
    ("CLEAR", "Track"): Signal.TRACK_CLEAR,
    ("GREEN", "Track"): Signal.TRACK_CLEAR,
    ("YELLOW", "Track"): Signal.SECTOR_YELLOW,
    ("DOUBLE YELLOW", "Track"): Signal.SECTOR_YELLOW,
    ("YELLOW", "Sector"): Signal.SECTOR_YELLOW,
    ("DOUBLE YELLOW", "Sector"): Signal.SECTOR_YELLOW,
    ("CLEAR", "Sector"): Signal.SECTOR_CLEAR,
    ("GREEN", "Sector"): Signal.SECTOR_CLEAR,
}
_RESUMES: Final = re.compile(r"RACE WILL RESUME AT \d{1,2}:(\d\d)(.*)")
_SAME_TIME_S: Final = 0.0005
"""Lap times come to the millisecond."""
_ENTERS_PITS: Final = "SAFETY CAR WILL ENTER PITS"
_STRUCK: Final = re.compile(
    r"CAR (?P<car>\d{1,3}) \([A-Z]{3}\) (?:LAP|TIME (?P<minutes>\d{1,3}):(?P<seconds>\d\d\.\d+)) "
    r"(?:(?P<deleted>DELETED)(?:.*? LAP (?P<lap>\d{1,3})\b)?|WILL BE REINSTATED)"
)


def word(time_ms: int, row: RaceControlRow) -> Word:
    """The message, read."""
    return Word(track_event(time_ms, row), deletion(time_ms, row))


def track_event(time_ms: int, row: RaceControlRow) -> Event | None:
    """What the message means for the track, or None for all the others (blue flags, inquiries).

    >>> resume = RaceControlRow(9149, "", message="RACE WILL RESUME AT 17:14 - ROLLING START PROCEDURE")
    >>> track_event(0, resume)
    Event(time_ms=0, signal=<Signal.RESUMPTION: 4>, detail=14, is_rolling=True)
    """
    message = (row.message or "").strip()
    if resumes := _RESUMES.match(message):
        is_rolling = "ROLLING" in resumes[2]
        return Event(time_ms, Signal.RESUMPTION, int(resumes[1]), is_rolling)
    if message.startswith(_ENTERS_PITS):
        return Event(time_ms, Signal.SC_ENDING)
    signal = _BY_TEXT.get(message) or _BY_FLAG.get((row.flag or "", row.scope or ""))
    return None if signal is None else Event(time_ms, signal, row.sector or 0)


def deletion(time_ms: int, row: RaceControlRow) -> Deletion | None:
    """Which lap time the message deletes or reinstates, if it does.

    >>> text = "CAR 12 (ANT) TIME 1:30.200 DELETED - TRACK LIMITS AT TURN 1 LAP 25 17:40:06"
    >>> deletion(0, RaceControlRow(9839, "", message=text))
    Deletion(time_ms=0, driver_number=12, lap_number=25, lap_time_s=90.2, is_reinstated=False)
    """
    struck = _STRUCK.match((row.message or "").strip())
    if struck is None:
        return None
    lap, minutes = struck["lap"], struck["minutes"]
    return Deletion(
        time_ms,
        int(struck["car"]),
        None if lap is None else int(lap),
        None if minutes is None else int(minutes) * 60 + float(struck["seconds"]),
        struck["deleted"] is None,
    )


def is_deleted(deletions: Iterable[Deletion], lap_number: int, lap_time_s: float | None) -> bool:
    """Whether the last word on this lap was that its time is deleted.

    A message without a lap number names the lap by its time.
    """
    last: Deletion | None = None
    for word in deletions:
        by_number = word.lap_number == lap_number
        by_time = (word.lap_number is None or word.is_reinstated) and (
            lap_time_s is not None
            and word.lap_time_s is not None
            and abs(word.lap_time_s - lap_time_s) < _SAME_TIME_S
        )
        if (by_number or by_time) and (last is None or _moment(word) > _moment(last)):
            last = word
    return last is not None and not last.is_reinstated


def _moment(word: Deletion) -> tuple[int, bool]:
    return word.time_ms, word.is_reinstated
