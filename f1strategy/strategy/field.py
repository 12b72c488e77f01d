"""The field of one session, kept up to date by lap records, and who needs new options because of one.

The field is a function of the newest revisions of the laps, so their order of arrival does not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from f1strategy.models.observed import NEUTRAL
from f1strategy.strategy.car import CarLaps, running_order, show
from f1strategy.strategy.forecaster import Forecaster, StrategyModels
from f1strategy.strategy.request import OptionsRequest, Rival
from schemas import codec
from schemas.records import FieldCar, FieldRecord, LapRecord, TrackStatus, Trigger

NEIGHBOURS: Final = 2
"""How many places ahead and behind a stop concerns."""
NOT_CONTENT: Final = {"revision": 0, "caused_by_ingest_time_ms": 0}


@dataclass(frozen=True, slots=True)
class FieldUpdate:
    """What a lap record changed: state to write, the field if it differs, and who needs options."""

    to_store: tuple[tuple[str, bytes], ...] = ()
    field: FieldRecord | None = None
    requests: tuple[OptionsRequest, ...] = ()


class FieldTable:
    """All laps of one session; with the fitted models its requests carry their forecasts."""

    def __init__(self, session_key: int, models: StrategyModels | None = None) -> None:
        self.session_key = session_key
        self._forecaster = Forecaster(models) if models else None
        self._cars: dict[int, CarLaps] = {}
        self._field: FieldRecord | None = None
        self._shown: dict[int, tuple[tuple[int | None, ...], FieldCar]] = {}

    def restore(self, key: str, value: bytes) -> None:
        """Take back one entry that `apply` gave to store."""
        if key == "field":
            self._field = codec.decode(value, FieldRecord)
        else:
            lap = codec.decode(value, LapRecord)
            self._cars.setdefault(lap.driver_number, CarLaps()).put(lap)

    def apply(self, lap: LapRecord) -> FieldUpdate:
        """Take one lap record; an older or equal revision of a lap changes nothing."""
        car = self._cars.setdefault(lap.driver_number, CarLaps())
        before = car.laps.get(lap.lap_number)
        if before is not None and lap.revision <= before.revision:
            return FieldUpdate()
        car.put(lap)
        stored = [(f"lap:{lap.driver_number}:{lap.lap_number}", codec.encode(lap))]
        was = self._field
        now = self._derive(lap, was)
        changed = was is None or _content(now) != _content(was)
        if changed:
            self._field = now
            stored.append(("field", codec.encode(now)))
        current = self._field or now
        wanted = self._wanted(lap, before, was, current)
        requests = tuple(
            self._request(number, number_of_lap, trigger, current, lap)
            for (number, number_of_lap), trigger in wanted.items()
        )
        return FieldUpdate(tuple(stored), current if changed else None, requests)

    def _derive(self, lap: LapRecord, was: FieldRecord | None) -> FieldRecord:
        order = running_order(self._cars)
        leader = max(order, key=lambda number: (self._cars[number].completed, -order.index(number)))
        leader_laps = self._cars[leader].completed
        ends = [self._cars[leader].crossing_ms(number + 1) for number in range(leader_laps)]
        cars = tuple(
            self._show(number, place, ahead, leader, ends)
            for place, (number, ahead) in enumerate(zip(order, (None, *order[:-1]), strict=True), 1)
        )
        newest = self._cars[leader].newest
        return FieldRecord(
            session_key=self.session_key,
            revision=was.revision + 1 if was else 1,
            caused_by_ingest_time_ms=lap.caused_by_ingest_time_ms,
            event_time_ms=max((end for end in ends if end is not None), default=None),
            season=newest.season,
            circuit=newest.circuit,
            leader_lap=leader_laps,
            scheduled_laps=newest.scheduled_laps,
            laps_to_go=_left(newest.scheduled_laps, leader_laps),
            track_status=newest.track_status_end,
            is_raining=newest.is_raining,
            air_temperature_c=newest.air_temperature_c,
            track_temperature_c=newest.track_temperature_c,
            is_finished=newest.is_chequered,
            cars=cars,
        )

    def _show(
        self,
        number: int,
        place: int,
        ahead: int | None,
        leader: int,
        leader_ends_ms: Sequence[int | None],
    ) -> FieldCar:
        """The car as it was shown before, unless one of the three cars that it is told from has changed."""
        car = self._cars[number]
        other = None if ahead is None else self._cars[ahead]
        others = leader, self._cars[leader].version, ahead, None if other is None else other.version
        since = (place, car.version, *others)
        known = self._shown.get(number)
        if known is None or known[0] != since:
            known = since, show(number, place, car, other, leader_ends_ms)
            self._shown[number] = known
        return known[1]

    def _wanted(
        self, lap: LapRecord, before: LapRecord | None, was: FieldRecord | None, now: FieldRecord
    ) -> dict[tuple[int, int], Trigger]:
        wanted: dict[tuple[int, int], Trigger] = {}
        running = {
            car.driver_number: car for car in now.cars if car.laps_completed and not car.is_retired
        }
        if was is not None and _regime(was) is not _regime(now):
            for number, car in running.items():
                wanted[number, car.laps_completed] = Trigger.TRACK_STATUS
        elif was is not None and bool(was.is_raining) != bool(now.is_raining):
            for number, car in running.items():
                wanted[number, car.laps_completed] = Trigger.WEATHER
        if lap.is_in_lap and not (before and before.is_in_lap):
            for number in _neighbours(now, lap.driver_number):
                if number in running:
                    wanted[number, running[number].laps_completed] = Trigger.NEIGHBOUR_PITTED
        key = (lap.driver_number, lap.lap_number)
        if lap.is_complete and not (before and before.is_complete):
            wanted[key] = Trigger.NEW_LAP
        elif lap.is_complete and lap.lap_number == self._cars[lap.driver_number].completed:
            wanted.setdefault(key, Trigger.CORRECTION)
        return wanted

    def _request(
        self, number: int, lap_number: int, trigger: Trigger, now: FieldRecord, cause: LapRecord
    ) -> OptionsRequest:
        car = next(car for car in now.cars if car.driver_number == number)
        laps = self._cars[number]
        lap = laps.laps[lap_number]
        is_newest = lap_number == car.laps_completed
        status = now.track_status if is_newest else lap.track_status_end
        forecast = self._forecaster.at(self._cars, lap) if self._forecaster else None
        is_out = car.is_retired or lap.is_chequered
        race = None
        if self._forecaster and not is_out:
            since = cause if is_newest else lap
            race = self._forecaster.race(self._cars, lap, since, status, forecast)
        return OptionsRequest(
            session_key=self.session_key,
            driver_number=number,
            lap_number=lap_number,
            field_revision=now.revision,
            caused_by_ingest_time_ms=cause.caused_by_ingest_time_ms,
            trigger=trigger,
            driver_code=lap.driver_code,
            event_time_ms=lap.lap_end_time_ms,
            circuit=lap.circuit,
            laps_to_go=max(0, (_left(now.scheduled_laps, lap_number) or 0) - car.laps_behind),
            position=(car.position if is_newest else lap.position) or car.position,
            gap_to_leader_s=car.gap_to_leader_s if is_newest else lap.gap_to_leader_s,
            compound=lap.compound,
            tyre_age_laps=lap.tyre_age_laps,
            degradation_s_per_lap=lap.degradation_s_per_lap,
            track_status=status,
            is_raining=lap.is_raining,
            is_out=is_out,
            rivals=tuple(_rival(other) for other in now.cars if _compares(other, number)),
            forecast=forecast,
            race=race,
        )


def _content(field: FieldRecord) -> FieldRecord:
    return msgspec.structs.replace(field, **NOT_CONTENT)


def _left(scheduled_laps: int | None, laps: int) -> int | None:
    return None if scheduled_laps is None else max(0, scheduled_laps - laps)


def _regime(field: FieldRecord) -> TrackStatus:
    """What a stop costs depends on it. A yellow flag in a sector changes no plan."""
    return field.track_status if field.track_status in NEUTRAL else TrackStatus.GREEN


def _neighbours(field: FieldRecord, number: int) -> list[int]:
    place = next(index for index, car in enumerate(field.cars) if car.driver_number == number)
    near = field.cars[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
    return [car.driver_number for car in near if car.driver_number != number]


def _compares(car: FieldCar, number: int) -> bool:
    return car.driver_number != number and not car.is_retired and car.gap_to_leader_s is not None


def _rival(car: FieldCar) -> Rival:
    gap_s = car.gap_to_leader_s or 0.0
    return Rival(car.driver_number, car.position, gap_s, car.is_in_pit, car.driver_code)
