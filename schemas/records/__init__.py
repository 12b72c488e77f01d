"""The records, one module each."""

from typing import Final

from schemas.records.base import SLICKS, Compound, Record, TrackStatus
from schemas.records.dead_letter import DeadLetter
from schemas.records.field import FieldCar, FieldRecord
from schemas.records.lap import LapRecord
from schemas.records.options import (
    Call,
    Duel,
    OptionSet,
    PitLossForecast,
    Plan,
    PlannedStop,
    RejoinForecast,
    Trigger,
)
from schemas.records.raw import RawEnvelope

RECORDS: Final[tuple[type[Record], ...]] = (
    RawEnvelope,
    LapRecord,
    FieldRecord,
    OptionSet,
    DeadLetter,
)

__all__ = [
    "RECORDS",
    "SLICKS",
    "Call",
    "Compound",
    "DeadLetter",
    "Duel",
    "FieldCar",
    "FieldRecord",
    "LapRecord",
    "OptionSet",
    "PitLossForecast",
    "Plan",
    "PlannedStop",
    "RawEnvelope",
    "Record",
    "RejoinForecast",
    "TrackStatus",
    "Trigger",
]
