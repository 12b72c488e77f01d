"""Hands every change of the view to the clients that wait for it, each at its own pace."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from api.events import Event, EventLog, Place
from api.metrics import ApiMetrics
from api.tail import Heard
from api.view import Key, RaceView, Told, concerns, is_over, key_of
from schemas.records import StrategyReply

READ_S: Final = 5.0
"""How long a client that comes back waits for the service to read as far as it had heard already."""
STEP_S: Final = 0.1
WAITING: Final = 256
"""Events that wait for one client in full; of more only the newest of each key."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event for one client. event_id: where to go on after it; None: not told yet, an earlier one holds.

    has_gap: what the client asked to go on from is too long ago; this is the state as it is now.
    """

    event: Event
    event_id: str | None
    has_gap: bool = False


class Mailbox:
    """What one subscriber has not taken yet: every event, or, once there are too many, the newest of each key.

    So a client that does not read costs a bounded amount of memory, and reads the present when it
    comes back. A record that replaces a waiting one keeps its place in the queue: no driver starves
    behind a busier one; no event id is given then until the queue is empty again, since what waits may be
    older than what was read.
    """

    def __init__(self) -> None:
        self._waiting: dict[object, Event] = {}
        self._filled = asyncio.Event()
        self._numbered = 0
        self._is_full = False
        self._last_id = ""

    def put(self, event: Event) -> int:
        """Leave an event; how many that were never read it has replaced."""
        self._filled.set()
        self._last_id = event.event_id
        if not self._is_full and len(self._waiting) < WAITING:
            self._numbered += 1
            self._waiting[self._numbered] = event
            return 0
        before = len(self._waiting) + 1
        if not self._is_full:
            self._is_full = True
            waiting, self._waiting = self._waiting, {}
            for one in waiting.values():
                self._waiting[_key(one)] = one
        self._waiting[_key(event)] = event
        return before - len(self._waiting)

    async def take(self) -> Delivery:
        """The event that has waited longest, as soon as there is one."""
        await self._filled.wait()
        event = self._waiting.pop(next(iter(self._waiting)))
        if self._waiting:
            return Delivery(event, None if self._is_full else event.event_id)
        self._filled.clear()
        self._is_full = False
        return Delivery(event, self._last_id)


def _key(event: Event) -> tuple[int, Key]:
    return event.record.session_key, key_of(event.record)


async def _read(log: EventLog, place: Place) -> bool:
    """Wait until the log has come to a place; false if it does not."""
    for _ in range(round(READ_S / STEP_S)):
        if not log.is_behind(place):
            return True
        await asyncio.sleep(STEP_S)
    return False


Listeners = dict[Mailbox, Callable[[Told], bool]]


class Hub:
    """The view, the last events and their subscribers. Belongs to the event loop's thread."""

    def __init__(self, metrics: ApiMetrics) -> None:
        self.view = RaceView()
        self._metrics = metrics
        self._logs: dict[type[Told], EventLog] = defaultdict(EventLog)
        self._present: dict[type[Told], dict[tuple[int, Key], Event]] = defaultdict(dict)
        self._listeners: dict[type[Told], Listeners] = defaultdict(dict)

    def publish(self, heard: Iterable[Heard]) -> None:
        """Take records in and leave those that are news with whoever waits for them."""
        for one in heard:
            kind, record = type(one.record), one.record
            log = self._logs[kind]
            log.pass_by(one.partition, one.offset)
            if not isinstance(record, StrategyReply) and not self.view.apply(record):
                continue
            event = log.append(record, one.partition, one.offset, one.timestamp_ms)
            if not isinstance(record, StrategyReply):
                self._present[kind][_key(event)] = event
            for mailbox, wants in self._listeners[kind].items():
                if wants(record):
                    self._metrics.conflated.inc(mailbox.put(event))

    @property
    def subscribers(self) -> int:
        """How many subscriptions are open."""
        return sum(map(len, self._listeners.values()))

    def event_id(self, kind: type[Told]) -> str:
        """The place after everything that is known of a kind of record."""
        return self._logs[kind].event_id

    async def follow(
        self,
        kind: type[Told],
        session_key: int | None = None,
        driver_number: int | None = None,
        after: Place | None = None,
    ) -> AsyncGenerator[Delivery, None]:
        """Every change of a session and driver (None: of all), from now or from behind a place.

        From now: first what is known, then every change; the same where the place is too long ago.
        """

        def wants(record: Told) -> bool:
            return concerns(record, session_key, driver_number)

        log, has_gap = self._logs[kind], False
        if after is not None and not await _read(log, after):
            # Another broker's place, or topics made anew: nobody can go on from there.
            after, has_gap = None, True
        with self._listening(kind, wants) as mailbox:
            if after is None or not log.reaches(after):
                has_gap = has_gap or after is not None
                for delivery in self._known(kind, session_key, driver_number):
                    yield Delivery(delivery.event, delivery.event_id, has_gap)
            else:
                for event in list(log.after(after)):
                    if wants(event.record):
                        yield Delivery(event, event.event_id)
            while True:
                yield await mailbox.take()

    def _known(
        self, kind: type[Told], session_key: int | None, driver_number: int | None
    ) -> list[Delivery]:
        """The present, with an event id behind the last of it: a part of it is no place to go on from."""
        known = [
            event
            for event in self._present[kind].values()
            if concerns(event.record, session_key, driver_number) and not is_over(event.record)
        ]
        place = self.event_id(kind)
        return [
            Delivery(event, place if number == len(known) else None)
            for number, event in enumerate(known, 1)
        ]

    @contextmanager
    def _listening(self, kind: type[Told], wants: Callable[[Told], bool]) -> Iterator[Mailbox]:
        mailbox = Mailbox()
        self._listeners[kind][mailbox] = wants
        self._metrics.subscribers.inc()
        try:
            yield mailbox
        finally:
            del self._listeners[kind][mailbox]
            self._metrics.subscribers.dec()
