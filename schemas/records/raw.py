"""`telemetry.raw`: one envelope per source row."""

from typing import Annotated, ClassVar

import msgspec

from schemas.fields import doc
from schemas.records.base import Record


class RawEnvelope(Record, frozen=True, kw_only=True):
    """One row of a timing source, untouched, with what is needed to order and deduplicate it."""

    SCHEMA: ClassVar[str] = "raw"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "raw/1"
    source: Annotated[
        str, doc("who delivered the row: recording, openf1-rest, openf1-live, simulated")
    ]
    endpoint: Annotated[str, doc("OpenF1 endpoint the row belongs to, or race_info")]
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[
        int | None, doc("car number; null on rows about the whole session")
    ] = None
    event_time_ms: Annotated[
        int | None, doc("when it happened, by the source; null if it does not say")
    ] = None
    ingest_time_ms: Annotated[int, doc("when this system released the row to the stream")]
    sequence: Annotated[
        int,
        doc("rises with what the source knew: of two rows with one key the higher is the newer"),
    ]
    event_id: Annotated[
        str, doc("deterministic id of the row's content; the same row has the same id")
    ]
    payload: Annotated[msgspec.Raw, doc("the source row as JSON, exactly as delivered")]
