"""The shape of what operators send on: a row of message key and bytes, ready to key by or to sink."""

from pyflink.common import Row, Types

BYTES = Types.PRIMITIVE_ARRAY(Types.BYTE())
KEYED_BYTES = Types.ROW([Types.STRING(), BYTES])


def keyed_row(key: str, value: bytes) -> Row:
    """A row of `KEYED_BYTES`."""
    return Row(key, value)


def driver_key(session_key: int, driver_number: int) -> str:
    """The key of everything about one driver in one session.

    >>> driver_key(9839, 4)
    '9839:4'
    """
    return f"{session_key}:{driver_number}"
