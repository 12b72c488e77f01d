"""What happened on a topic, with the place after it: where a client that was away goes on."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from api.view import Told

Place = Mapping[int, int]
"""The next offset of each partition of one topic."""

KEPT: Final = 2_000
"""Events of a topic that are kept for clients that come back: the better part of an hour of a race,
five minutes of one replayed at 10×; some 20 MB of option sets."""

VARIANTS: Final = 64
"""Renderings of one event that are kept."""

_EVENT_ID: Final = re.compile(r"\d{1,9}-\d{1,18}(\.\d{1,9}-\d{1,18}){0,63}|none")


class BadEventId(ValueError):
    """A text that is no event id."""

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.found = found[:40]

    def __str__(self) -> str:
        return f"after: expected an eventId of this subscription, found {self.found!r}"


def event_id(place: Place) -> str:
    """A place as text; every replica reads the same topics, so it means the same to all of them.

    >>> event_id({1: 40, 0: 12}), event_id({})
    ('0-12.1-40', 'none')
    """
    return ".".join(f"{number}-{offset}" for number, offset in sorted(place.items())) or "none"


def place_of(text: str) -> Place:
    """Read an event id; raises `BadEventId`.

    >>> place_of("0-12.1-40")
    {0: 12, 1: 40}
    """
    if not _EVENT_ID.fullmatch(text):
        raise BadEventId(text)
    if text == "none":
        return {}
    pairs = (pair.split("-") for pair in text.split("."))
    return {int(number): int(offset) for number, offset in pairs}


@dataclass(eq=False, slots=True)
class Event:
    """One record, where it lay, and what of it has been written as JSON for whom.

    The rendering is shared: for a hundred clients with the same subscription it is made once.
    """

    record: Told
    partition: int
    offset: int
    event_id: str
    timestamp_ms: int
    _rendered: dict[object, str] = field(default_factory=dict)

    def rendering(self, of: object) -> str | None:
        """What was written for this, if it was."""
        return self._rendered.get(of)

    def keep(self, of: object, text: str) -> None:
        """Keep what was written; of many different ones, the last."""
        if len(self._rendered) >= VARIANTS:
            self._rendered.clear()
        self._rendered[of] = text


@dataclass(eq=False, slots=True)
class EventLog:
    """The last events of one topic, and how far it has been read. Belongs to the event loop's thread."""

    _events: deque[Event] = field(default_factory=deque)
    _read: dict[int, int] = field(default_factory=dict)
    _dropped: dict[int, int] = field(default_factory=dict)

    @property
    def event_id(self) -> str:
        """The place after everything that was read."""
        return event_id(self._read)

    def pass_by(self, partition: int, offset: int) -> None:
        """Something was read; after trouble the same is read again."""
        self._read[partition] = max(self._read.get(partition, 0), offset + 1)

    def append(self, record: Told, partition: int, offset: int, timestamp_ms: int) -> Event:
        """Keep news."""
        event = Event(record, partition, offset, self.event_id, timestamp_ms)
        self._events.append(event)
        if len(self._events) > KEPT:
            oldest = self._events.popleft()
            self._dropped[oldest.partition] = oldest.offset + 1
        return event

    def reaches(self, place: Place) -> bool:
        """Whether nothing that came after this place is gone."""
        return all(place.get(number, 0) >= until for number, until in self._dropped.items())

    def is_behind(self, place: Place) -> bool:
        """Whether there are events before this place that have not been read yet."""
        return any(self._read.get(number, 0) < offset for number, offset in place.items())

    def after(self, place: Place) -> Iterator[Event]:
        """The events behind a place, in their order."""
        for event in self._events:
            if event.offset >= place.get(event.partition, 0):
                yield event
