"""Rows that travel together from the JVM, as places and values."""

import struct
from collections.abc import Iterator
from typing import Final

Placed = tuple[int, int, bytes]
"""A Kafka message: partition, offset, value."""

PLACE: Final = struct.Struct("<iqi")


def unpack(places: bytes, values: bytes) -> Iterator[Placed]:
    """The messages of a batch, as `PackedRows` packs them in the JVM.

    >>> list(unpack(PLACE.pack(2, 7, 2), b"{}"))
    [(2, 7, b'{}')]
    """
    begin = 0
    for partition, offset, length in PLACE.iter_unpack(places):
        yield partition, offset, values[begin : begin + length]
        begin += length
