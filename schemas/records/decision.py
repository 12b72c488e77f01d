"""`strategy.decisions`: what the desk has settled about one car: who holds which option, who said what."""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from schemas.fields import doc
from schemas.records.base import Record
from schemas.records.options import PlannedStop


class Change(StrEnum):
    """What happened to a decision last."""

    LOCKED = "LOCKED"
    UNLOCKED = "UNLOCKED"
    EXPIRED = "EXPIRED"
    COMMENTED = "COMMENTED"
    EDITED = "EDITED"
    DELETED = "DELETED"


class Lock(msgspec.Struct, frozen=True, kw_only=True):
    """One plan of a car, held for a while by one person."""

    locked_by: Annotated[str, doc("who holds it")]
    reason: Annotated[str | None, doc("why, in the holder's words")] = None
    lap_number: Annotated[int, doc("laps the driver had completed in the option set")]
    option_revision: Annotated[int, doc("revision of the option set that the plan is from")]
    plan_rank: Annotated[int, doc("rank of the plan in that set; 1 is the best")]
    plan_label: Annotated[str, doc("compounds and stops in short, such as M-H (L23)")]
    stops: Annotated[tuple[PlannedStop, ...], doc("stops of the plan, in order")]
    locked_time_ms: Annotated[int, doc("when it was locked, or renewed")]
    until_time_ms: Annotated[int, doc("when it ends by itself")]


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """An earlier text of a comment."""

    text: Annotated[str, doc("what it said")]
    until_time_ms: Annotated[int, doc("when it was replaced")]


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said about a car's options; a deleted one stays as the head of its thread."""

    written_by: Annotated[str, doc("who wrote it")]
    text: Annotated[str, doc("what it says; empty once deleted")]
    parent_id: Annotated[str | None, doc("the comment that it answers")] = None
    option_revision: Annotated[int | None, doc("the option set that it is about")] = None
    plan_rank: Annotated[int | None, doc("the plan in that set")] = None
    written_time_ms: Annotated[int, doc("when it was written")]
    edits: Annotated[tuple[Edit, ...], doc("earlier texts, oldest first")] = ()
    is_deleted: Annotated[bool, doc("its author or a lead has taken it back")] = False


class Decision(Record, frozen=True, kw_only=True):
    """The lock of a car, or one comment on it, as it is now; the operator that owns the car decides."""

    SCHEMA: ClassVar[str] = "decision"
    VERSION: ClassVar[int] = 1

    schema: Annotated[str, doc("schema name and version of this record")] = "decision/1"
    session_key: Annotated[int, doc("OpenF1's number of the session")]
    driver_number: Annotated[int, doc("car that it is about")]
    decision_id: Annotated[str, doc("lock, or the comment's own id")]
    revision: Annotated[int, doc("counts up with every change of this decision, from 1")]
    change: Annotated[Change, doc("what happened last")]
    changed_by: Annotated[str | None, doc("who did it; null: a lock that ended by itself")] = None
    changed_time_ms: Annotated[int, doc("when it happened, by the operator's clock")]
    request_id: Annotated[str | None, doc("the request that led to it; null: none did")] = None
    lock: Annotated[Lock | None, doc("the lock; null in a comment, and once it is over")] = None
    comment: Annotated[Comment | None, doc("the comment; null in a lock")] = None


class ActKind(StrEnum):
    """What the desk can do about a car."""

    LOCK = "LOCK"
    UNLOCK = "UNLOCK"
    COMMENT = "COMMENT"
    DELETE_COMMENT = "DELETE_COMMENT"


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act of the desk, with what its kind needs."""

    kind: Annotated[ActKind, doc("what is to be done")]
    by_lead: Annotated[bool, doc("whoever asks may release and delete what is others'")] = False
    option_revision: Annotated[
        int | None, doc("option set that it is about; a lock is refused if there is a newer one")
    ] = None
    plan_rank: Annotated[int | None, doc("plan in that set, 1 if not said")] = None
    for_s: Annotated[int | None, doc("how long to lock, 5 to 3600 s; 120 if not said")] = None
    reason: Annotated[str | None, doc("why, at most 200 characters")] = None
    comment_id: Annotated[str | None, doc("comment to edit or to delete; null: a new one")] = None
    parent_id: Annotated[str | None, doc("comment that a new one answers")] = None
    text: Annotated[str | None, doc("what the comment says, 1 to 1000 characters")] = None


class Outcome(StrEnum):
    """How an act ended: DONE, or why it was not done."""

    DONE = "DONE"
    OUTDATED = "OUTDATED"
    HELD = "HELD"
    NOT_YOURS = "NOT_YOURS"
    NOT_FOUND = "NOT_FOUND"
    NO_OPTIONS = "NO_OPTIONS"
    FULL = "FULL"


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The operator's word on an act."""

    outcome: Annotated[Outcome, doc("DONE, or why not")]
    message: Annotated[str, doc("the same in a sentence, with names")]
    decision: Annotated[
        Decision | None, doc("the lock or comment as it is now; null if there is none")
    ] = None
    newest_revision: Annotated[int | None, doc("the car's newest option set")] = None
