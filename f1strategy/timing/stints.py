"""Which set of tyres a car drove each lap on, derived from stint rows and passes of the pit lane.

The feed opens a stint at every pass of the pit lane and after its own recoveries. Here a stint is a
set of tyres: a row that continues the set before it opens none.
"""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final, NamedTuple

from f1strategy.timing.pits import PitPass
from schemas.openf1 import StintRow
from schemas.records import Compound


class Spell(NamedTuple):
    """Laps from `first_lap` on, as one row of the feed tells them."""

    first_lap: int
    stint_number: int
    source_stint_number: int | None
    compound: Compound | None
    age_before: int | None
    stops: int

    def tyre_age(self, lap_number: int) -> int | None:
        """Laps on the set at the end of this lap; null if the feed's count cannot be true."""
        if self.age_before is None:
            return None
        age = self.age_before + lap_number - self.first_lap + 1
        return age if age > 0 else None


def spell_at(spells: tuple[Spell, ...], lap_number: int) -> Spell | None:
    """The spell of this lap; the last one goes on until the feed tells of another."""
    index = bisect_right(spells, lap_number, key=lambda spell: spell.first_lap) - 1
    return spells[index] if index >= 0 else None


def spells(rows: Mapping[int, StintRow], passes: Mapping[int, PitPass]) -> tuple[Spell, ...]:
    """The spells of a car in order of laps, from its stint rows by number and passes by in-lap.

    `stops` counts the sets fitted in the pit lane so far. A set fitted while the race is stopped is
    a new stint but no stop: it cost no time.
    """
    told: list[Spell] = []
    for first_lap, row in _in_order(rows, passes):
        told.append(_next_spell(told, first_lap, row, passes))
    return tuple(told)


def _in_order(
    rows: Mapping[int, StintRow], passes: Mapping[int, PitPass]
) -> list[tuple[int, StintRow]]:
    """First lap and row, ascending. A row that begins no later than those before replaces them."""
    kept: list[tuple[int, StintRow]] = []
    before: StintRow | None = None
    for _, row in sorted(rows.items()):
        if row.lap_start is None:
            continue
        first_lap = _first_lap(row.lap_start, before, passes)
        while kept and kept[-1][0] >= first_lap:
            kept.pop()
        kept.append((first_lap, row))
        before = row
    if not kept and rows:
        kept.append((1, rows[max(rows)]))
    return kept


def _first_lap(lap_start: int, before: StintRow | None, passes: Mapping[int, PitPass]) -> int:
    """The first lap on this set: the in-lap, which the feed often counts to both stints, belongs
    to the stint before.
    """
    if before is None:
        return max(lap_start, 1)
    overlaps = before.lap_end == lap_start and before.lap_start != lap_start
    begins_on_in_lap = lap_start in passes and lap_start - 1 not in passes
    return lap_start + 1 if overlaps or begins_on_in_lap else max(lap_start, 1)


def _next_spell(
    told: list[Spell], first_lap: int, row: StintRow, passes: Mapping[int, PitPass]
) -> Spell:
    compound = known_compound(row.compound)
    if not told:
        return _opening(told, first_lap, row, passes)
    before = told[-1]
    pit_pass = passes.get(first_lap - 1)
    if _is_same_set(before, first_lap, compound, row.tyre_age_at_start, pit_pass):
        return Spell(
            first_lap,
            before.stint_number,
            row.stint_number,
            before.compound if compound in _UNDECIDED else compound,
            before.tyre_age(first_lap - 1),
            before.stops,
        )
    is_stop = pit_pass is None or not pit_pass.is_under_red
    return Spell(
        first_lap,
        before.stint_number + 1,
        row.stint_number,
        compound,
        row.tyre_age_at_start,
        before.stops + is_stop,
    )


def _opening(
    told: list[Spell], first_lap: int, row: StintRow, passes: Mapping[int, PitPass]
) -> Spell:
    """The first row told. Where the feed lost the one before it, a pass of the pit lane tells of an
    unknown first set; without one the car has been on this set from the start.
    """
    compound = known_compound(row.compound)
    passed = [lap for lap in passes if lap < first_lap]
    if not passed:
        age = row.tyre_age_at_start
        at_start = None if age is None else age - (first_lap - 1)
        return Spell(1, 1, row.stint_number, compound, at_start, 0)
    told.append(Spell(1, 1, None, None, None, 0))
    is_stop = not passes[max(passed)].is_under_red
    return Spell(first_lap, 2, row.stint_number, compound, row.tyre_age_at_start, int(is_stop))


def _is_same_set(
    before: Spell,
    first_lap: int,
    compound: Compound | None,
    age_at_start: int | None,
    pit_pass: PitPass | None,
) -> bool:
    """Whether a row only continues the set before it: no other compound, and either no pass of the
    pit lane, or one on which the tyres grew older.

    Ages told at a convoy's passes are noise (Melbourne 2025: 0, 2, 0, 4 on one set), and so are
    lane times, because the field queues: there only another compound means another set.
    """
    undecided = compound in _UNDECIDED or before.compound in _UNDECIDED
    if compound != before.compound and not undecided:
        return False
    if pit_pass is None or pit_pass.is_in_convoy:
        return True
    return age_at_start is not None and age_at_start == before.tyre_age(first_lap - 1)


_UNDECIDED: Final = (None, Compound.UNKNOWN)
_COMPOUNDS: Final = {compound.value: compound for compound in Compound}


def known_compound(text: str | None) -> Compound | None:
    """The feed's compound; UNKNOWN for a name that is none.

    >>> known_compound("HARD"), known_compound("TEST_UNKNOWN"), known_compound(None)
    (<Compound.HARD: 'HARD'>, <Compound.UNKNOWN: 'UNKNOWN'>, None)
    """
    if text is None:
        return None
    return _COMPOUNDS.get(text.strip().upper(), Compound.UNKNOWN)
