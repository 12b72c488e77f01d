"""The newest state of every race, folded from the records that the tail reads."""

from typing import TypeVar

from schemas.records import FieldRecord, OptionSet

Shown = FieldRecord | OptionSet
"""The records that clients see."""

S = TypeVar("S", FieldRecord, OptionSet)

Key = tuple[int, int | None]
"""Session and, for an option set, driver: a newer record of the same key replaces an older one."""


def key_of(record: Shown) -> Key:
    """What the record is the newest state of."""
    driver_number = record.driver_number if isinstance(record, OptionSet) else None
    return record.session_key, driver_number


def concerns(record: Shown, session_key: int | None, driver_number: int | None) -> bool:
    """Whether a record belongs to this session and driver; None stands for any."""
    session, driver = key_of(record)
    return session_key in (None, session) and driver_number in (None, driver)


class RaceView:
    """One field per session and one option set per driver: those with the highest revision.

    Topics are read at least once, and again from the beginning after a broken connection, so the
    same or an older revision may come at any time. Belongs to one thread.
    """

    def __init__(self) -> None:
        self._newest: dict[Key, Shown] = {}

    def apply(self, record: Shown) -> bool:
        """Take a record in; false if it tells nothing new."""
        known = self._newest.get(key_of(record))
        # A job that recovers may publish a revision again with other content: the later one counts.
        if known is not None and (record.revision < known.revision or record == known):
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
