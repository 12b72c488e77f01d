"""`strategy.alerts`: what the desk should look at now, and when that is over."""

from enum import StrEnum
from typing import Annotated, ClassVar

from schemas.fields import doc
from schemas.records.base import Record


class AlertKind(StrEnum):
    """What an alert is about."""

    UNDERCUT_THREAT = "UNDERCUT_THREAT"
    WINDOW_OPEN = "WINDOW_OPEN"
    WINDOW_CLOSING = "WINDOW_CLOSING"
    TYRE_CLIFF = "TYRE_CLIFF"
    RIVAL_PITTED = "RIVAL_PITTED"
    SC_OPPORTUNITY = "SC_OPPORTUNITY"
    STALE_DATA = "STALE_DATA"


class Alert(Record, frozen=True, kw_only=True):
    """One alert of one driver: published when it begins and when it ends, with the same id."""

    SCHEMA: ClassVar[str] = "alert"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "alert/1"
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[int, doc("car that the alert is for")]
    alert_id: Annotated[str, doc("kind, first lap and rival: the same from beginning to end")]
    kind: Annotated[AlertKind, doc("what it is about")]
    is_active: Annotated[bool, doc("false: what caused it is over")]
    cause: Annotated[str, doc("why, in one sentence with its numbers, as of its beginning")]
    rival_driver_number: Annotated[int | None, doc("the other car, where there is one")] = None
    first_lap_number: Annotated[int, doc("laps the driver had completed when it began")]
    last_lap_number: Annotated[int, doc("laps the driver had completed when it was last so")]
    first_time_ms: Annotated[int | None, doc("race time when it began")] = None
    last_time_ms: Annotated[int | None, doc("race time when it was last so")] = None
    caused_by_ingest_time_ms: Annotated[
        int, doc("release time of the source row that led to it; not part of its content")
    ]
