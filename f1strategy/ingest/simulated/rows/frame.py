"""What every row of a simulated race shares: its keys and its clock."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

from schemas.openf1 import iso_time, time_ms

Row: TypeAlias = dict[str, Any]

SEASON: Final = 2025
SCHEDULED_START: Final = "2025-12-28T13:00:00+00:00"
LIGHTS_OUT_MS: Final = time_ms("2025-12-28T13:03:27+00:00")
"""The lights go out three to four minutes after the scheduled start, for the formation lap. A whole second, so that
what race control says carries the very second in which it happens."""
FIRST_SESSION_KEY: Final = 1_000_000
"""Above any key of OpenF1's, so that no simulated race is mistaken for a real one."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The keys of one race. `row` makes rows that carry them; times are since lights out."""

    session_key: int

    @property
    def qualifying_key(self) -> int:
        """The session of the starting grid."""
        return self.session_key + FIRST_SESSION_KEY

    def row(self, **fields: Any) -> Row:
        """A row of this race."""
        return {"meeting_key": self.session_key, "session_key": self.session_key, **fields}

    @staticmethod
    def date(at_ms: float) -> str:
        """A moment of the race as the feed writes it."""
        return iso_time(LIGHTS_OUT_MS + round(at_ms))


def whole_second(at_s: float) -> str:
    """A moment of the race as race control writes it: without a fraction.

    >>> whole_second(0)
    '2025-12-28T13:03:27+00:00'
    """
    return _second(at_s).isoformat()


def time_of_day(at_s: float) -> str:
    """The same as a time of day, such as in the text of a blue flag.

    >>> time_of_day(60)
    '13:04:27'
    """
    return _second(at_s).strftime("%H:%M:%S")


def _second(at_s: float) -> datetime:
    return datetime.fromtimestamp(LIGHTS_OUT_MS // 1000 + int(at_s // 1), UTC)
