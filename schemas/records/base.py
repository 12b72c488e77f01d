"""The parts that every record shares: its schema tag and the words several records use."""

from enum import StrEnum
from typing import ClassVar

import msgspec


class Compound(StrEnum):
    """Tyre compound as the feed names it; UNKNOWN until the feed has decided."""

    SOFT = "SOFT"
    MEDIUM = "MEDIUM"
    HARD = "HARD"
    INTERMEDIATE = "INTERMEDIATE"
    WET = "WET"
    UNKNOWN = "UNKNOWN"


SLICKS = frozenset({Compound.SOFT, Compound.MEDIUM, Compound.HARD})


class TrackStatus(StrEnum):
    """State of the whole track, mildest first."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    VSC = "VSC"
    SC = "SC"
    RED = "RED"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A value on a topic. Subclasses name their schema and hold it in a `schema` field.

    Readers accept every version of the same schema name: unknown fields are ignored and fields
    that an older version lacks have defaults (`BACKWARD` and `FORWARD` readable).
    """

    SCHEMA: ClassVar[str]
    VERSION: ClassVar[int]
