"""The circuit: lap time, sectors, and the pit lane, whose loss is the one in `schemas.circuits`.

Measured on real recordings: the pit entry lies seconds before the line, the boxes and the exit after it,
so an in-lap loses about 2 s and the out-lap the rest (Abu Dhabi 2025: lane 21.7 s, exit 20.6 s after the line).
"""

from typing import Final

from schemas.circuits import (
    DEFAULT_PIT_LOSS_S,
    SC_PIT_LOSS_FACTOR,
    VSC_PIT_LOSS_FACTOR,
    circuit,
)
from schemas.records import TrackStatus

CIRCUIT: Final = "simulated"

BASE_LAP_S: Final = 85.6
"""The best car alone on new mediums with an empty tank; with fuel, wear and traffic laps take 87-91 s."""
POLE_S: Final = BASE_LAP_S - 1.2
"""Race pace is pole + 3.6 s in the median (TUM); fuel and wear add the rest to the base lap."""

SECTOR_SHARES: Final = (0.31, 0.41, 0.28)
TURNS_BY_MARSHAL_SECTOR: Final = {2: 1, 4: 3, 6: 5, 8: 7, 10: 9, 12: 11, 14: 12, 16: 14}
"""Marshals' sectors in which cars stop or spin, with the nearest turn."""

COLD_TYRES_S: Final = 1.0
"""Out-lap on cold tyres (TUM)."""
USUAL_STOP_S: Final = 2.5

_KNOWN: Final = circuit(CIRCUIT)
PIT_LOSS_S: Final = _KNOWN.pit_loss_s if _KNOWN else DEFAULT_PIT_LOSS_S

DRIVE_THROUGH_LOSS_S: Final = PIT_LOSS_S - USUAL_STOP_S - COLD_TYRES_S
"""Lost by driving through the lane without standing, under green."""
IN_LAP_SHARE: Final = 0.13
"""The part of it that is lost before the line."""

LANE_BEFORE_LINE_S: Final = 3.0
LANE_TO_BOX_S: Final = 7.5
LANE_AFTER_LINE_S: Final = 15.7
"""From the line to the pit exit without standing; the speed limit makes it the same in any status."""


def drive_through_loss_s(status: TrackStatus) -> float:
    """What driving through the pit lane loses: less when the track is slow.

    Chosen so that a usual stop loses the circuit's pit loss times the factors of `schemas.circuits`;
    cold tyres cost nothing behind a Safety Car.

    >>> drive_through_loss_s(TrackStatus.GREEN), drive_through_loss_s(TrackStatus.SC)
    (17.5, 10.1)
    """
    if status is TrackStatus.SC:
        return SC_PIT_LOSS_FACTOR * PIT_LOSS_S - USUAL_STOP_S
    if status is TrackStatus.VSC:
        return VSC_PIT_LOSS_FACTOR * PIT_LOSS_S - USUAL_STOP_S
    return DRIVE_THROUGH_LOSS_S
