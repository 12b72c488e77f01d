"""The newest state of every race, folded from the records that the tail reads."""

from typing import TypeVar

from schemas.records import Alert, FieldRecord, OptionSet

Shown = FieldRecord | OptionSet | Alert
"""The records that clients see."""

S = TypeVar("S", FieldRecord, OptionSet, Alert)

Key = tuple[int, int | None, str]
"""Session, driver if it has one, alert if it is one: a newer record of the same key replaces an older one."""


def key_of(record: Shown) -> Key:
    """What the record is the newest state of."""
    if isinstance(record, FieldRecord):
        return record.session_key, None, ""
    alert_id = record.alert_id if isinstance(record, Alert) else ""
    return record.session_key, record.driver_number, alert_id


def is_over(record: Shown) -> bool:
    """Whether it is an alert whose cause is over; whoever comes now need not hear of it."""
    return isinstance(record, Alert) and not record.is_active


def concerns(record: Shown, session_key: int | None, driver_number: int | None) -> bool:
    """Whether a record belongs to this session and driver; None stands for any."""
    session, driver, _ = key_of(record)
    return session_key in (None, session) and driver_number in (None, driver)


class RaceView:
    """One field per session and one option set per driver, those with the highest revision; every alert.

    Topics are read at least once, and again from the beginning after a broken connection, so the
    same or an older revision may come at any time. Belongs to one thread.
    """

    def __init__(self) -> None:
        self._newest: dict[Key, Shown] = {}

    def apply(self, record: Shown) -> bool:
        """Take a record in; false if it tells nothing new."""
        known = self._newest.get(key_of(record))
        # A job that recovers may publish a revision again with other content: the later one counts.
        if known is not None and (record == known or _is_older(record, known)):
            return False
        self._newest[key_of(record)] = record
        return True

    def newest(
        self, kind: type[S], session_key: int | None = None, driver_number: int | None = None
    ) -> list[S]:
        """The newest records of a kind, of one session or driver, or of all."""
        return [
            record
            for record in self._newest.values()
            if isinstance(record, kind) and concerns(record, session_key, driver_number)
        ]


def _is_older(record: Shown, known: Shown) -> bool:
    if isinstance(record, Alert) or isinstance(known, Alert):
        # An alert ends once: its id has the lap on which it began.
        return is_over(known) and not is_over(record)
    return record.revision < known.revision
