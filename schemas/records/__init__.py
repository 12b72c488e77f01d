"""The records, one module each."""

from typing import Final

from schemas.records.alert import Alert, AlertKind
from schemas.records.base import SLICKS, Compound, Record, TrackStatus
from schemas.records.dead_letter import DeadLetter
from schemas.records.decision import (
    Act,
    ActKind,
    Change,
    Comment,
    Decision,
    Edit,
    Lock,
    Outcome,
    Verdict,
)
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
from schemas.records.race_message import RaceMessage
from schemas.records.raw import RawEnvelope
from schemas.records.replay import ReplayAction, ReplayCommand, ReplayStatus
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
    Decision,
    DeadLetter,
    RaceMessage,
    ReplayCommand,
    ReplayStatus,
)

__all__ = [
    "RECORDS",
    "SLICKS",
    "Act",
    "ActKind",
    "Alert",
    "AlertKind",
    "Call",
    "Change",
    "Comment",
    "Compound",
    "Contingency",
    "DeadLetter",
    "Decision",
    "Duel",
    "Edit",
    "Event",
    "FieldCar",
    "FieldError",
    "FieldRecord",
    "Future",
    "LapRecord",
    "Lock",
    "OptionSet",
    "Outcome",
    "PitLossForecast",
    "Plan",
    "PlannedStop",
    "RaceMessage",
    "RawEnvelope",
    "Record",
    "RejoinForecast",
    "ReplayAction",
    "ReplayCommand",
    "ReplayStatus",
    "ReplyStatus",
    "Scenario",
    "StrategyReply",
    "StrategyRequest",
    "TrackStatus",
    "Trigger",
    "Verdict",
    "WhatIf",
]
