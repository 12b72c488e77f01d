"""`replay.status` and `replay.commands`: a race that is replayed, and its remote control."""

from enum import StrEnum
from typing import Annotated, ClassVar

from schemas.fields import doc
from schemas.records.base import Record


class ReplayAction(StrEnum):
    """What a replay can be told."""

    PAUSE = "PAUSE"
    PLAY = "PLAY"
    SET_SPEED = "SET_SPEED"
    SEEK_LAP = "SEEK_LAP"


class ReplayCommand(Record, frozen=True, kw_only=True):
    """One command to the replay of a session."""

    SCHEMA: ClassVar[str] = "replay-command"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "replay-command/1"
    session_key: Annotated[int, doc("OpenF1's number of the session that is replayed")]
    command_id: Annotated[str, doc("chosen by whoever asks; the status names the last one")]
    action: Annotated[ReplayAction, doc("what to do")]
    speed_factor: Annotated[
        float | None,
        doc("race time runs so many times as fast, for SET_SPEED; 0: as fast as it goes"),
    ] = None
    lap_number: Annotated[int | None, doc("race lap to go on with, for SEEK_LAP")] = None
    requested_by: Annotated[str | None, doc("user who asks")] = None
    sent_time_ms: Annotated[int, doc("when it was sent; an old one is not obeyed")]


class ReplayStatus(Record, frozen=True, kw_only=True):
    """How far a replay is; told every second and whenever it obeys."""

    SCHEMA: ClassVar[str] = "replay-status"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "replay-status/1"
    session_key: Annotated[int, doc("OpenF1's number of the session that is replayed")]
    told_time_ms: Annotated[int, doc("when this was so; long ago: the replay has ended or died")]
    lap_number: Annotated[int, doc("lap the leader drives; 0 before the start")]
    last_lap_number: Annotated[int, doc("last lap that can be sought")]
    race_time_s: Annotated[float, doc("race time since lights out, negative before")]
    race_duration_s: Annotated[float, doc("race time of the last row")]
    speed_factor: Annotated[
        float, doc("race time runs so many times as fast; 0: as fast as it goes")
    ]
    is_paused: Annotated[bool, doc("nothing is released until it is told to play")]
    is_over: Annotated[bool, doc("everything was released, or it was stopped")]
    command_id: Annotated[str | None, doc("last command that was obeyed or refused")] = None
    refusal: Annotated[str | None, doc("why that command was not obeyed; null: it was")] = None
