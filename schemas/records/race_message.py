"""`race.messages`: what race control tells everybody."""

from typing import Annotated, ClassVar

from schemas.fields import doc
from schemas.records.base import Record


class RaceMessage(Record, frozen=True, kw_only=True):
    """One message of race control, in its own words."""

    SCHEMA: ClassVar[str] = "race-message"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "race-message/1"
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    message_id: Annotated[str, doc("the source row's own key: the same for the same message")]
    event_time_ms: Annotated[int, doc("when race control sent it")]
    message: Annotated[str, doc("what it says")]
    category: Annotated[str | None, doc("Flag, SafetyCar, Drs, CarEvent, Other and the like")] = (
        None
    )
    flag: Annotated[str | None, doc("flag that is shown, such as YELLOW or CLEAR")] = None
    scope: Annotated[str | None, doc("where the flag counts: Track, Sector or Driver")] = None
    sector: Annotated[int | None, doc("marshal sector of the flag")] = None
    lap_number: Annotated[int | None, doc("race lap in which it was sent")] = None
    driver_number: Annotated[int | None, doc("car that it is about")] = None
    caused_by_ingest_time_ms: Annotated[
        int, doc("release time of the source row; not part of its content")
    ]
