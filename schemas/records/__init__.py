"""The records, one module each."""

from typing import Final

from schemas.records.alert import Alert, AlertKind
from schemas.records.base import SLICKS, Compound, Record, TrackStatus
from schemas.records.dead_letter import DeadLetter
from schemas.records.field import FieldCar, FieldRecord
from schemas.records.lap import LapRecord
from schemas.records.options import (
    Call,
    Contingency,
    Duel,
    Event,
    OptionSet,
    PitLossForecast,
    Plan,
    PlannedStop,
    RejoinForecast,
    Trigger,
)
from schemas.records.raw import RawEnvelope
from schemas.records.requests import (
    FieldError,
    Future,
    ReplyStatus,
    Scenario,
    StrategyReply,
    StrategyRequest,
    WhatIf,
)

RECORDS: Final[tuple[type[Record], ...]] = (
    RawEnvelope,
    LapRecord,
    FieldRecord,
    OptionSet,
    Alert,
    StrategyRequest,
    StrategyReply,
    DeadLetter,
)

__all__ = [
    "RECORDS",
    "SLICKS",
    "Alert",
    "AlertKind",
    "Call",
    "Compound",
    "Contingency",
    "DeadLetter",
    "Duel",
    "Event",
    "FieldCar",
    "FieldError",
    "FieldRecord",
    "Future",
    "LapRecord",
    "OptionSet",
    "PitLossForecast",
    "Plan",
    "PlannedStop",
    "RawEnvelope",
    "Record",
    "RejoinForecast",
    "ReplyStatus",
    "Scenario",
    "StrategyReply",
    "StrategyRequest",
    "TrackStatus",
    "Trigger",
    "WhatIf",
]
