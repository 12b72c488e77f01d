"""A what-if scenario: what is wrong with it, field by field, and the race that it describes."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from f1strategy.simulation.draws import Forced
from f1strategy.simulation.race_now import CarNow, RaceNow
from f1strategy.simulation.setup import MOST_STOPS
from f1strategy.strategy.free_air import FreeAir
from f1strategy.strategy.request import OptionsRequest
from schemas.records import Compound, FieldError, Scenario

PACE_WITHIN_S: Final = 10.0
WEAR_WITHIN: Final = (0.0, 10.0)
PIT_LOSS_WITHIN_S: Final = (5.0, 60.0)
NEUTRAL_LAPS: Final = 20
RAIN_LAPS: Final = 100


def wrong_with(request: OptionsRequest, scenario: Scenario) -> tuple[FieldError, ...]:
    """Every field that makes no sense for this car now; empty: it can be simulated."""
    found = [*_wrong_numbers(scenario), *_wrong_laps(request, scenario)]
    found += [*_wrong_stops(request, scenario), *_wrong_rival(request, scenario)]
    if scenario == Scenario():
        found.append(("", "expected something that is assumed, found nothing"))
    return tuple(
        FieldError(field=f"scenario.{field}".rstrip("."), message=message)
        for field, message in found
    )


def _wrong_numbers(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for field, value, (low, high), unit in (
        ("pace_offset_s", scenario.pace_offset_s, (-PACE_WITHIN_S, PACE_WITHIN_S), " s"),
        ("degradation_factor", scenario.degradation_factor, WEAR_WITHIN, ""),
        ("pit_loss_s", scenario.pit_loss_s, PIT_LOSS_WITHIN_S, " s"),
        ("sc_laps", scenario.sc_laps, (1, NEUTRAL_LAPS), " laps"),
        ("vsc_laps", scenario.vsc_laps, (1, NEUTRAL_LAPS), " laps"),
        ("rain_laps", scenario.rain_laps, (1, RAIN_LAPS), " laps"),
    ):
        if value is not None and not low <= value <= high:
            yield field, f"expected {low:g} to {high:g}{unit}, found {value:g}"
    for laps, lap in (
        ("sc_laps", "sc_lap_number"),
        ("vsc_laps", "vsc_lap_number"),
        ("rain_laps", "rain_lap_number"),
    ):
        if getattr(scenario, laps) is not None and getattr(scenario, lap) is None:
            yield laps, f"says how long, but {lap} does not say when"


def _wrong_laps(request: OptionsRequest, scenario: Scenario) -> Iterator[tuple[str, str]]:
    first, last = request.lap_number + 1, request.lap_number + _laps(request)
    for field in ("sc_lap_number", "vsc_lap_number", "red_lap_number", "rain_lap_number"):
        lap = getattr(scenario, field)
        if lap is not None and not first <= lap <= last:
            yield field, f"expected a lap still to come, {first} to {last}, found {lap}"


def _wrong_stops(request: OptionsRequest, scenario: Scenario) -> Iterator[tuple[str, str]]:
    stops = scenario.stops or ()
    if len(stops) > MOST_STOPS:
        yield "stops", f"expected at most {MOST_STOPS} stops, found {len(stops)}"
    first, last = request.lap_number + 1, request.lap_number + _laps(request) - 1
    before = 0
    for at, stop in enumerate(stops):
        if not first <= stop.lap_number <= last:
            found = f"expected an in-lap of {first} to {last}, found {stop.lap_number}"
            yield f"stops[{at}].lap_number", found
        elif stop.lap_number <= before:
            found = f"expected a lap after {before}, found {stop.lap_number}"
            yield f"stops[{at}].lap_number", found
        if stop.compound is Compound.UNKNOWN:
            yield f"stops[{at}].compound", "expected a compound, found UNKNOWN"
        before = max(before, stop.lap_number)


def _wrong_rival(request: OptionsRequest, scenario: Scenario) -> Iterator[tuple[str, str]]:
    number = scenario.rival_pits_now
    if number is None:
        return
    cars = request.race.cars if request.race else ()
    running = sorted(int(car.name) for car in cars if car.is_running)
    if number == request.driver_number:
        yield "rival_pits_now", f"expected another car, found {number} itself"
    elif number not in running:
        known = ", ".join(str(one) for one in running if one != request.driver_number)
        yield "rival_pits_now", f"expected a car in the race ({known}), found {number}"


def _laps(request: OptionsRequest) -> int:
    return request.race.laps if request.race else 0


def changed(field: RaceNow, request: OptionsRequest, scenario: Scenario) -> RaceNow:
    """The race under the scenario, but for the events that it forces."""
    cars = tuple(_changed(field, car, request, scenario) for car in field.cars)
    loss_s = field.pit_loss_s if scenario.pit_loss_s is None else scenario.pit_loss_s
    return replace(field, cars=cars, pit_loss_s=loss_s)


def _changed(field: RaceNow, car: CarNow, request: OptionsRequest, scenario: Scenario) -> CarNow:
    if car.name == str(request.driver_number):
        factor = scenario.degradation_factor
        return replace(
            car,
            base_s=car.base_s + (scenario.pace_offset_s or 0.0),
            wear_factor=car.wear_factor if factor is None else factor,
        )
    if car.name == str(scenario.rival_pits_now):
        now = FreeAir(field).stopping_now(car)
        return car if now is None else replace(car, stops=now.stops)
    return car


def forced(request: OptionsRequest, scenario: Scenario) -> Forced:
    """The events that the scenario fixes."""

    def lap(number: int | None) -> int | None:
        return None if number is None else number - request.lap_number - 1

    usual = Forced()
    return Forced(
        sc_lap=lap(scenario.sc_lap_number),
        sc_laps=scenario.sc_laps or usual.sc_laps,
        vsc_lap=lap(scenario.vsc_lap_number),
        vsc_laps=scenario.vsc_laps or usual.vsc_laps,
        red_lap=lap(scenario.red_lap_number),
        rain_lap=lap(scenario.rain_lap_number),
        rain_laps=scenario.rain_laps or usual.rain_laps,
    )
