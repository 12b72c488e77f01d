"""A session's batch on its way through its drivers: dealt into parts, one a driver, and back in order.

Every row keeps its place in the batch, and every part says of which batch it is and how many parts that
has. So `InOrder`, in the JVM, knows when it has them all, and sends on what the drivers made of the rows
in the order in which these came.
"""

import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from pyflink.common import Row, Types

from udfs.keyed_row import BYTES

PART: Final = Types.ROW([Types.LONG(), Types.INT(), BYTES, BYTES])
"""Number of the batch in its session, parts of the batch, slots, values."""
KEYED_PARTS: Final = Types.ROW([Types.STRING(), PART])

SLOT: Final = struct.Struct("<iii")
"""Place in the batch, bytes of the key, bytes of the value; the values lie one behind the other, each behind its key."""


class Slotted(NamedTuple):
    """A row of a batch: its place there, and the key and bytes that it will be sent on with."""

    place: int
    key: str
    value: bytes


class Deal:
    """The rows of one batch by the key that takes them.

    >>> deal = Deal()
    >>> deal.give("9:44", b"a"), deal.give("9:4", b"b"), deal.give("9:44", b"c")
    (None, None, None)
    >>> [(row[0], rows_of(row[1])) for row in deal.parts(7)]
    [('9:44', [Slotted(place=0, key='', value=b'a'), Slotted(place=2, key='', value=b'c')]), ('9:4', [Slotted(place=1, key='', value=b'b')])]
    """

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[Slotted]] = defaultdict(list)
        self._count = 0

    def give(self, key: str, value: bytes) -> None:
        """The next row, for this key."""
        self._rows[key].append(Slotted(self._count, "", value))
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def parts(self, number: int) -> Iterator[Row]:
        """The batch as rows of `KEYED_PARTS`, one for each key; `number` counts the batches of the session."""
        for key, rows in self._rows.items():
            yield Row(key, Row(number, len(self._rows), *packed(rows)))


def rows_of(part: Row) -> list[Slotted]:
    """The rows of a part, in order."""
    _, _, slots, values = part
    rows, begin = [], 0
    for place, key_bytes, value_bytes in SLOT.iter_unpack(bytes(slots)):
        middle = begin + key_bytes
        end = middle + value_bytes
        rows.append(Slotted(place, values[begin:middle].decode(), values[middle:end]))
        begin = end
    return rows


def answered(part: Row, session: str, rows: Iterable[Slotted]) -> Row:
    """What became of a part, under its session: even where it is nothing, the batch waits for it."""
    number, parts, _, _ = part
    return Row(session, Row(number, parts, *packed(rows)))


def packed(rows: Iterable[Slotted]) -> tuple[bytes, bytes]:
    """Slots and values of rows."""
    slots: list[bytes] = []
    values: list[bytes] = []
    for place, key, value in rows:
        encoded = key.encode()
        slots.append(SLOT.pack(place, len(encoded), len(value)))
        values += (encoded, value)
    return b"".join(slots), b"".join(values)
