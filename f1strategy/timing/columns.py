"""Columns for the samples that a race has tens of thousands of: as objects they take five times the memory."""

from array import array
from collections.abc import Iterator
from typing import Final, NamedTuple

from f1strategy.timing.rows import DIGEST_BYTES, Version

_DIGEST_BITS: Final = 8 * DIGEST_BYTES
_NOTHING: Final = -1
_SECONDS: Final = -2


class Versions:
    """The versions of rows, in the rows' order.

    >>> versions = Versions()
    >>> versions.insert(0, -5 << 64 | 7), versions.insert(0, 3 << 64 | 1)
    (None, None)
    >>> versions[0] == 3 << 64 | 1, versions[1] == -5 << 64 | 7
    (True, True)
    """

    def __init__(self) -> None:
        self._sequences, self._digests = array("q"), array("Q")

    def __getitem__(self, index: int) -> Version:
        return self._sequences[index] << _DIGEST_BITS | self._digests[index]

    def __setitem__(self, index: int, version: Version) -> None:
        self._sequences[index], self._digests[index] = _halves(version)

    def insert(self, index: int, version: Version) -> None:
        """Have it at this place, and what follows one place further."""
        sequence, digest = _halves(version)
        self._sequences.insert(index, sequence)
        self._digests.insert(index, digest)


class SaidColumn:
    """What the feed said of a gap: seconds, a word like `+1 LAP`, or nothing.

    >>> said = SaidColumn()
    >>> for one in ("+1 LAP", 0.5, None, "+1 LAP"): said.insert(0, one)
    >>> said[1] = 2.25
    >>> [said[index] for index in range(4)]
    ['+1 LAP', 2.25, 0.5, '+1 LAP']
    """

    def __init__(self) -> None:
        self._seconds, self._kinds = array("d"), array("i")
        self._words: list[str] = []
        self._kind_of: dict[str, int] = {}

    def __getitem__(self, index: int) -> float | str | None:
        kind = self._kinds[index]
        if kind == _SECONDS:
            return self._seconds[index]
        return None if kind == _NOTHING else self._words[kind]

    def __setitem__(self, index: int, said: float | str | None) -> None:
        self._seconds[index], self._kinds[index] = self._coded(said)

    def __len__(self) -> int:
        return len(self._kinds)

    def insert(self, index: int, said: float | str | None) -> None:
        """Have it at this place, and what follows one place further."""
        seconds, kind = self._coded(said)
        self._seconds.insert(index, seconds)
        self._kinds.insert(index, kind)

    def _coded(self, said: float | str | None) -> tuple[float, int]:
        if said is None:
            return 0.0, _NOTHING
        if isinstance(said, float):
            return said, _SECONDS
        kind = self._kind_of.setdefault(said, len(self._words))
        if kind == len(self._words):
            self._words.append(said)
        return 0.0, kind


class Interval(NamedTuple):
    """Gaps as the feed tells them: seconds, `"+1 LAP"` or null; the leader has 0.0 or null."""

    gap_to_leader: float | str | None
    interval: float | str | None


class Intervals:
    """Gaps of one car, in the order of their moments."""

    def __init__(self) -> None:
        self.gaps_to_leader, self._intervals = SaidColumn(), SaidColumn()

    def __getitem__(self, index: int) -> Interval:
        return Interval(self.gaps_to_leader[index], self._intervals[index])

    def __setitem__(self, index: int, said: Interval) -> None:
        self.gaps_to_leader[index], self._intervals[index] = said

    def __len__(self) -> int:
        return len(self.gaps_to_leader)

    def __iter__(self) -> Iterator[Interval]:
        return map(self.__getitem__, range(len(self)))

    def insert(self, index: int, said: Interval) -> None:
        """Have it at this place, and what follows one place further."""
        self.gaps_to_leader.insert(index, said.gap_to_leader)
        self._intervals.insert(index, said.interval)


def _halves(version: Version) -> tuple[int, int]:
    return version >> _DIGEST_BITS, version & (1 << _DIGEST_BITS) - 1
