"""What an operator sees of Flink, without a JVM: a runtime context, keyed map state, a context.

The state is plain nested dictionaries that outlive an operator object, as Flink's backend does.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyflink.common import Row
from pyflink.datastream import KeyedCoProcessFunction, KeyedProcessFunction, OutputTag
from pyflink.datastream.state import MapStateDescriptor

State = dict[str, dict[str, dict[str, bytes]]]
"""State name -> key of the stream -> entry -> stored bytes."""
Keyed = tuple[str, Any]
"""Key, and bytes or the part of a batch."""


START_MS = 1_800_000_000_000
"""Processing time when an operator starts, later than the wall clock of any restart."""


class FakeTimers:
    """Processing time that stands still until a test lets it pass, and the timers of all keys."""

    def __init__(self) -> None:
        self.now_ms = START_MS
        self.due: set[tuple[int, str]] = set()
        self.key: str | None = None

    def current_processing_time(self) -> int:
        return self.now_ms

    def register_processing_time_timer(self, timestamp: int) -> None:
        assert self.key is not None
        self.due.add((timestamp, self.key))


class FakeContext(KeyedProcessFunction.Context):  # type: ignore[misc]
    """The context of one call: the current key, and nothing that these operators do not use."""

    def __init__(self) -> None:
        self.key: str | None = None
        self.timers = FakeTimers()

    def get_current_key(self) -> str:
        assert self.key is not None, "no element is being processed: there is no current key"
        return self.key

    def timestamp(self) -> int:
        raise NotImplementedError

    def timer_service(self) -> FakeTimers:
        self.timers.key = self.key
        return self.timers


class FakeMapState:
    """Map state of the current key; takes what the declared types take, texts and bytes."""

    def __init__(self, by_key: dict[str, dict[str, bytes]], context: FakeContext) -> None:
        self._by_key, self._context = by_key, context

    def put(self, entry: str, value: bytes) -> None:
        assert type(entry) is str, f"{entry!r} is no text"
        assert type(value) is bytes, f"{value!r} is no bytes"
        self._by_key.setdefault(self._context.get_current_key(), {})[entry] = value

    def remove(self, entry: str) -> None:
        assert type(entry) is str, f"{entry!r} is no text"
        self._by_key.get(self._context.get_current_key(), {}).pop(entry, None)

    def items(self) -> Iterator[tuple[str, bytes]]:
        """In the order opposite to that of writing: Flink promises none."""
        return reversed(self._by_key.get(self._context.get_current_key(), {}).items())


class FakeRuntimeContext:
    """Hands out map state by name; there is no other kind here."""

    def __init__(self, state: State, context: FakeContext) -> None:
        self._state, self._context = state, context

    def get_map_state(self, descriptor: MapStateDescriptor) -> FakeMapState:
        by_key = self._state.setdefault(descriptor.get_name(), {})
        return FakeMapState(by_key, self._context)


@dataclass
class Output:
    """What one element led to: keyed rows down the main stream, and on the side by tag."""

    main: list[Keyed] = field(default_factory=list)
    side: dict[str, list[Keyed]] = field(default_factory=dict)

    @classmethod
    def of(cls, yielded: Iterable[Row | tuple[OutputTag, Row]]) -> "Output":
        output = cls()
        for one in yielded:
            if isinstance(one, tuple):
                tag, row = one
                output.side.setdefault(tag.tag_id, []).append(_keyed(row))
            else:
                output.main.append(_keyed(one))
        return output


def _keyed(row: Row) -> Keyed:
    key, value = row
    assert type(key) is str, f"{key!r} is no text"
    if not isinstance(value, Row):
        assert type(value) is bytes, f"{value!r} is no bytes"
        return key, value
    assert [type(one) for one in value] == [int, int, bytes, bytes], f"{value!r} is no part"
    return key, value


class Running:
    """An operator as a task runs it: opened once, then called row by row under the row's key."""

    def __init__(
        self,
        operator: Callable[[], KeyedProcessFunction | KeyedCoProcessFunction],
        state: State | None = None,
    ) -> None:
        self.state: State = {} if state is None else state
        self._operator, self._context = operator, FakeContext()
        self._function = operator()
        self._function.open(FakeRuntimeContext(self.state, self._context))

    def process(self, key: str, value: Any) -> Output:
        """Deliver one row under its key."""
        function = self._function
        if isinstance(function, KeyedCoProcessFunction):
            return self._called(key, function.process_element1, value)
        return self._called(key, function.process_element, value)

    def ask(self, key: str, value: Any) -> Output:
        """Deliver one row of the second input under its key."""
        assert isinstance(self._function, KeyedCoProcessFunction)
        return self._called(key, self._function.process_element2, value)

    def pass_time(self, by_ms: int) -> list[Output]:
        """Let processing time pass; what the timers that become due lead to, in their order."""
        timers = self._context.timers
        until, outputs = timers.now_ms + by_ms, []
        while ripe := sorted(timer for timer in timers.due if timer[0] <= until):
            at, key = ripe[0]
            timers.due.discard(ripe[0])
            timers.now_ms = max(timers.now_ms, at)
            outputs.append(self._called(key, self._function.on_timer, at))
        timers.now_ms = until
        return outputs

    def _called(self, key: str, call: Callable[..., Iterable[Any]], value: Any) -> Output:
        self._context.key = key
        output = Output.of(call(value, self._context))
        self._context.key = None
        return output

    def restarted(self) -> "Running":
        """A new operator object over a copy of the state, which is all that a restart leaves."""
        copied = {
            name: {key: dict(entries) for key, entries in by_key.items()}
            for name, by_key in self.state.items()
        }
        return Running(self._operator, copied)

    def entries(self, key: str) -> dict[str, list[str]]:
        """State name -> names of the key's entries, sorted."""
        return {name: sorted(by_key.get(key, ())) for name, by_key in self.state.items()}
