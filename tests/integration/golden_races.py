"""What the engine said through real races, one line a driver and lap, to see what a change does to it.

A line has the engine's output only: driver, lap, call, the best plan's stops, the mean place at the flag.
"""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from schemas.records import OptionSet

FOLDER = Path(__file__).parents[1] / "golden" / "races"
NAMES = ("2023_dutch", "2024_canadian", "2024_miami", "2025_abu-dhabi", "2025_bahrain")
MOST_CHANGED = 0.01
"""Processors round differently in the last place, and then a plan that is level may be another's equal."""


class Said(NamedTuple):
    """One line."""

    call: str
    stops: str
    place: str


def lines(sets: Iterable[OptionSet]) -> dict[tuple[int, int], Said]:
    """By driver and lap."""
    return {
        (one.driver_number, one.lap_number): Said(
            one.call.value,
            ",".join(f"{stop.lap_number}{stop.compound.value[0]}" for stop in best.stops) or "-",
            f"{best.mean_position:.1f}",
        )
        for one in sorted(sets, key=lambda one: (one.lap_number, one.driver_number))
        for best in one.plans[:1]
    }


def difference(old: dict[tuple[int, int], Said], new: dict[tuple[int, int], Said]) -> str:
    """In words and numbers; empty when nothing differs."""
    both = old.keys() & new.keys()
    calls = Counter((old[at].call, new[at].call) for at in both if old[at].call != new[at].call)
    plans = sum(old[at].stops != new[at].stops for at in both)
    places = [float(new[at].place) - float(old[at].place) for at in both if old[at] != new[at]]
    parts = [f"{len(old.keys() - new.keys())} laps gone"] if old.keys() - new.keys() else []
    parts += [f"{len(new.keys() - old.keys())} laps new"] if new.keys() - old.keys() else []
    parts += [f"{count} x {was} -> {now}" for (was, now), count in calls.most_common()]
    parts += [f"{plans} other plans"] if plans else []
    if places:
        mean = sum(map(abs, places)) / len(both)
        parts.append(f"{len(places)} of {len(both)} laps differ, places by {mean:.3f} in the mean")
    return "; ".join(parts)


def changed(old: dict[tuple[int, int], Said], new: dict[tuple[int, int], Said]) -> float:
    """Share of laps that are not the same."""
    return sum(old.get(at) != new.get(at) for at in old.keys() | new.keys()) / max(1, len(old))


def check(name: str, sets: Iterable[OptionSet]) -> None:
    """Compare with the file; with LIVEF1_REGENERATE=1 say what differs, and write it."""
    path, new = FOLDER / f"{name}.txt", lines(sets)
    old = _read(path) if path.is_file() else {}
    told = difference(old, new)
    if os.environ.get("LIVEF1_REGENERATE") == "1":
        print(f"\n{name}: {told or 'as before'}")
        path.write_text(
            "".join(f"{car} {lap} {' '.join(one)}\n" for (car, lap), one in new.items())
        )
        return
    assert old, f"no golden file of {name}: run make golden-races"
    assert changed(old, new) <= MOST_CHANGED, f"{told}; if that is wanted: make golden-races"


def _read(path: Path) -> dict[tuple[int, int], Said]:
    found = {}
    for line in path.read_text().splitlines():
        car, lap, *said = line.split(" ")
        found[int(car), int(lap)] = Said(*said)
    return found
