"""Rows that travel together from the JVM, as places and values."""

import struct
from collections.abc import Iterable, Iterator
from typing import Final

Placed = tuple[int, int, bytes]
"""A Kafka message: partition, offset, value."""

_PLACE: Final = struct.Struct("<iqi")


def unpack(places: bytes, values: bytes) -> Iterator[Placed]:
    """The messages of a batch, as `PackedRows` packs them in the JVM.

    >>> list(unpack(_PLACE.pack(2, 7, 2), b"{}"))
    [(2, 7, b'{}')]
    """
    begin = 0
    for partition, offset, length in _PLACE.iter_unpack(places):
        yield partition, offset, values[begin : begin + length]
        begin += length


def pack(messages: Iterable[Placed]) -> tuple[bytes, bytes]:
    """Places and values of messages.

    >>> list(unpack(*pack([(0, 1, b"a"), (0, 2, b"")])))
    [(0, 1, b'a'), (0, 2, b'')]
    """
    told = tuple(messages)
    places = b"".join(_PLACE.pack(*place, len(value)) for *place, value in told)
    return places, b"".join(value for *_, value in told)
