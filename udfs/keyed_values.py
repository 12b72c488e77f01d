"""Keyed state of named values: the bytes of self-versioned records, each under its own key."""

from collections.abc import Iterable, Iterator

from pyflink.common import Types
from pyflink.datastream import RuntimeContext
from pyflink.datastream.state import MapState, MapStateDescriptor

from udfs.keyed_row import BYTES


class KeyedValues:
    """A map in keyed state, written through as rows change and read when a key's object is rebuilt.

    Every value is an encoded record with its schema version inside (`raw/1`, `lap/1`), so a later
    version of an operator can read what an earlier one stored.
    """

    def __init__(self, context: RuntimeContext, name: str) -> None:
        descriptor = MapStateDescriptor(name, Types.STRING(), BYTES)
        self._state: MapState = context.get_map_state(descriptor)

    def store(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Write these entries of the current key."""
        for key, value in entries:
            self._state.put(key, value)

    def remove(self, keys: Iterable[str]) -> None:
        """Forget these entries of the current key; unknown ones are none."""
        for key in keys:
            self._state.remove(key)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        for key, value in self._state.items():
            yield key, bytes(value)
