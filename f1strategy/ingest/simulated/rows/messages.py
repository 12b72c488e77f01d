"""`race_control`: every message of the race, in the words and fields of the real ones."""

from collections.abc import Iterator
from random import Random
from typing import Final

from f1strategy.ingest.simulated.history import History
from f1strategy.ingest.simulated.neutral import Spell, active
from f1strategy.ingest.simulated.rows.deletions import deletions
from f1strategy.ingest.simulated.rows.frame import Frame, Row, time_of_day, whole_second
from f1strategy.ingest.simulated.rows.message import (
    Message,
    driver_flag,
    sector_flag,
    track_flag,
)
from schemas.records import TrackStatus

PIT_EXIT_OPEN_S: Final = -2_607
PIT_EXIT_CLOSED_S: Final = -2_007
RAIN_RISK_S: Final = -1_107
DRS_DISABLED_S: Final = -384
"""40, 30, 15 and 3 minutes before the scheduled start, in ten recordings within 36 s."""
PIT_EXIT_OPEN: Final = "GREEN LIGHT - PIT EXIT OPEN"
REPORTED_AFTER_S: Final = 5
SECTOR_CLEAR_BEFORE_S: Final = 20
SLIPPERY: Final = 0.25
GRIP_CHECK_S: Final = 10


def race_control(history: History, frame: Frame, rng: Random) -> list[Row]:
    """Messages in order of time."""
    told = [
        *_procedure(history),
        *_incidents(history),
        *(one for spell in history.spells for one in _neutralisation(history, spell)),
        *_grip(history),
        *_blue_flags(history),
        *deletions(history, rng),
    ]
    return [
        frame.row(
            date=whole_second(one.at_s),
            driver_number=one.driver_number,
            lap_number=history.leader_lap(1000 * one.at_s),
            category=one.category,
            flag=one.flag,
            scope=one.scope,
            sector=one.sector,
            message=one.text,
        )
        for one in sorted(told, key=lambda one: one.at_s)
    ]


def _procedure(history: History) -> Iterator[Message]:
    yield track_flag(PIT_EXIT_OPEN_S, "GREEN", PIT_EXIT_OPEN)
    yield Message(PIT_EXIT_CLOSED_S, "PIT EXIT CLOSED")
    yield Message(RAIN_RISK_S, f"RISK OF RAIN FOR F1 RACE IS {history.sky.rain_risk_pct}%")
    yield _drs(DRS_DISABLED_S, is_enabled=False)
    yield track_flag(1, "GREEN", PIT_EXIT_OPEN)
    yield _drs(history.line_ms[0] // 1000 + 4, is_enabled=True)
    yield track_flag(history.flag_ms // 1000, "CHEQUERED", "CHEQUERED FLAG")


def _incidents(history: History) -> Iterator[Message]:
    drivers = {car.entrant.number: car.entrant for car in history.cars}
    for spin in history.spins:
        yield sector_flag(spin.at_s, "YELLOW", spin.marshal_sector)
        yield sector_flag(spin.clear_s, "CLEAR", spin.marshal_sector)
    for one in history.breakdowns:
        yield sector_flag(one.noticed_s, "DOUBLE YELLOW", one.marshal_sector)
        yield Message(
            one.answer_s + REPORTED_AFTER_S,
            f"CAR {drivers[one.driver_number].label} STOPPED AT TURN {one.turn}",
            category="CarEvent",
            driver_number=one.driver_number,
        )


def _neutralisation(history: History, spell: Spell) -> Iterator[Message]:
    name = "SAFETY CAR" if spell.status is TrackStatus.SC else "VIRTUAL SAFETY CAR"
    flag_s = history.flag_ms / 1000
    if spell.start_s < flag_s:
        yield Message(spell.start_s, f"{name} DEPLOYED", category="SafetyCar")
    if spell.waved_s is not None:
        cars = ", ".join(map(str, sorted(spell.waved)))
        yield Message(spell.waved_s, f"LAPPED CARS MAY NOW OVERTAKE THE SAFETY CAR: {cars}")
    if spell.end_s >= flag_s:
        return
    for one in history.breakdowns:
        if one.answer_s == spell.start_s:
            yield sector_flag(spell.ending_s - SECTOR_CLEAR_BEFORE_S, "CLEAR", one.marshal_sector)
    ending = "IN THIS LAP" if spell.status is TrackStatus.SC else "ENDING"
    yield Message(spell.ending_s, f"{name} {ending}", category="SafetyCar")
    yield track_flag(spell.end_s, "CLEAR", "TRACK CLEAR")
    drs_s = _drs_after_s(history, spell)
    if drs_s < flag_s:
        yield _drs(drs_s, is_enabled=True)


def _drs_after_s(history: History, spell: Spell) -> float:
    """At once after a VSC, a lap after a restart from behind the Safety Car."""
    if spell.status is TrackStatus.VSC:
        return spell.end_s + 2
    lines_s = [line_ms // 1000 for line_ms in history.line_ms if line_ms > 1000 * spell.end_s]
    return lines_s[1] + 5 if len(lines_s) > 1 else history.flag_ms / 1000


def _grip(history: History) -> Iterator[Message]:
    """A wet track is slippery, and the wing stays shut on it."""
    is_low = False
    for at_s in range(0, history.flag_ms // 1000, GRIP_CHECK_S):
        if (history.sky.wetness(at_s) > SLIPPERY) != is_low:
            is_low = not is_low
            if not active(history.spells, at_s):
                yield _drs(at_s, is_enabled=not is_low)
            yield Message(at_s + 3, f"{'LOW' if is_low else 'NORMAL'} GRIP CONDITIONS")


def _blue_flags(history: History) -> Iterator[Message]:
    drivers = {car.entrant.number: car.entrant for car in history.cars}
    for at_s, number in sorted(set(history.blue_flags)):
        text = f"WAVED BLUE FLAG FOR CAR {drivers[number].label} TIMED AT {time_of_day(at_s)}"
        yield driver_flag(at_s, "BLUE", text, number)


def _drs(at_s: float, *, is_enabled: bool) -> Message:
    return Message(at_s, f"DRS {'ENABLED' if is_enabled else 'DISABLED'}", category="Drs")
