"""Who runs where at any moment: the order of the race, from the times at the sectors' ends."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from f1strategy.ingest.simulated.history import SECTORS, CarHistory, History


@dataclass(frozen=True, slots=True)
class Passing:
    """A car that ends a sector at `at_ms`, its place from then on, and the cars it now leads."""

    at_ms: int
    driver_number: int
    position: int
    passed: tuple[int, ...]


class Trace:
    """A car's way through the race: the moment at which it ended its n-th sector, 0 being the grid."""

    def __init__(self, car: CarHistory) -> None:
        self.driver_number = car.entrant.number
        self.times_ms = [0, *(at_ms for lap in car.laps for at_ms in lap.sector_ends_ms)]

    def progress(self, at_ms: float) -> float:
        """Sectors done, with the share of the one it is in; as many as there were once it stands."""
        index = bisect_right(self.times_ms, at_ms) - 1
        if index + 1 == len(self.times_ms):
            return float(index)
        begin_ms, end_ms = self.times_ms[index : index + 2]
        return index + (at_ms - begin_ms) / (end_ms - begin_ms)

    def passed_ms(self, progress: float) -> float | None:
        """When it was at this point of the race, None if it never got there."""
        index = int(progress)
        if index == progress and index < len(self.times_ms):
            return self.times_ms[index]
        if index + 1 >= len(self.times_ms):
            return None
        begin_ms, end_ms = self.times_ms[index : index + 2]
        return begin_ms + (progress - index) * (end_ms - begin_ms)

    def laps_ahead(self, progress: float, at_ms: float) -> int:
        """Whole laps by which it leads another car that is at this point now."""
        return max(0, int((self.progress(at_ms) - progress) / SECTORS))


def passings(history: History) -> Iterator[Passing]:
    """The race sector by sector, in order of time, beginning from the grid."""
    order = [car.entrant.number for car in sorted(history.cars, key=lambda car: car.slot.position)]
    done = dict.fromkeys(order, 0)
    traces = [Trace(car) for car in history.cars]
    moments = sorted(
        (at_ms, trace.driver_number, sector)
        for trace in traces
        for sector, at_ms in enumerate(trace.times_ms)
        if sector
    )
    for at_ms, number, sector in moments:
        done[number] = sector
        was = order.index(number)
        now = next(
            place for place, other in enumerate(order) if done[other] < sector or place == was
        )
        passed = tuple(order[now:was])
        order[now : was + 1] = [number, *passed]
        yield Passing(at_ms, number, now + 1, passed)
