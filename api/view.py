"""The newest state of every race, folded from the records that the tail reads."""

from collections import defaultdict
from typing import TypeVar

from schemas.records import (
    Alert,
    Decision,
    FieldRecord,
    LapRecord,
    OptionSet,
    RaceMessage,
    ReplayStatus,
    StrategyReply,
)

Shown = FieldRecord | LapRecord | OptionSet | Alert | Decision | RaceMessage | ReplayStatus
"""The records that clients see the newest of."""
Told = Shown | StrategyReply
"""What clients may hear of; a reply is news once, and no state."""

S = TypeVar("S", FieldRecord, LapRecord, OptionSet, Alert, Decision, RaceMessage, ReplayStatus)

Key = tuple[int | None, str]
"""Driver if it has one; which alert, decision or lap: a newer record of the same key replaces an older one."""


def key_of(record: Told) -> Key:
    """What the record is the newest state of, within its kind and session."""
    match record:
        case FieldRecord() | ReplayStatus():
            return None, ""
        case RaceMessage():
            return None, record.message_id
        case OptionSet():
            which = ""
        case LapRecord():
            which = str(record.lap_number)
        case Alert():
            which = record.alert_id
        case Decision():
            which = record.decision_id
        case StrategyReply():
            which = record.request_id
    return record.driver_number, which


def is_over(record: Told) -> bool:
    """Whether it is an alert whose cause is over; whoever comes now need not hear of it."""
    return isinstance(record, Alert) and not record.is_active


def concerns(record: Told, session_key: int | None, driver_number: int | None) -> bool:
    """Whether a record belongs to this session and driver; None stands for any."""
    if session_key not in (None, record.session_key):
        return False
    return driver_number is None or key_of(record)[0] == driver_number


class RaceView:
    """One field per session, one option set per driver, those with the highest lap and revision; the
    laps; every alert, decision and message; how far a replay is.

    Topics are read at least once, and again from the beginning after a broken connection, so the
    same or an older revision may come at any time. Belongs to one thread.
    """

    def __init__(self) -> None:
        self._newest: dict[type[Shown], dict[int, dict[Key, Shown]]] = defaultdict(dict)
        self.changes = 0
        """How often something changed: two equal answers of this are two equal views."""

    def apply(self, record: Shown) -> bool:
        """Take a record in; false if it tells nothing new."""
        of_session = self._newest[type(record)].setdefault(record.session_key, {})
        key = key_of(record)
        known = of_session.get(key)
        # A job that recovers may publish a revision again with other content: the later one counts.
        if known is not None and (record == known or _is_older(record, known)):
            return False
        of_session[key] = record
        self.changes += 1
        return True

    def newest(
        self, kind: type[S], session_key: int | None = None, driver_number: int | None = None
    ) -> list[S]:
        """The newest records of a kind, of one session or driver, or of all."""
        sessions = self._newest[kind]
        chosen = sessions.values() if session_key is None else (sessions.get(session_key, {}),)
        return [
            record
            for of_session in chosen
            for record in of_session.values()
            if isinstance(record, kind)
            and (driver_number is None or concerns(record, session_key, driver_number))
        ]


def _is_older(record: Shown, known: Shown) -> bool:
    match record, known:
        case Alert(), Alert():
            # An alert ends once: its id has the lap on which it began.
            return is_over(known) and not is_over(record)
        case OptionSet(), OptionSet():
            # A correction of an earlier lap has a higher revision, and is not what to do now.
            return (record.lap_number, record.revision) < (known.lap_number, known.revision)
        case ReplayStatus(), ReplayStatus():
            return record.told_time_ms < known.told_time_ms
        case (FieldRecord() | LapRecord() | Decision(), FieldRecord() | LapRecord() | Decision()):
            return record.revision < known.revision
        case _:
            return False  # a message has one text for ever
