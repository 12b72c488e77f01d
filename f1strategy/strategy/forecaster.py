"""What the fitted models say of a race, put into the records' terms: forecasts, and a race to simulate."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from f1strategy.models.artifact import CorruptArtifact
from f1strategy.models.outlook import Outlook, OutlookModels, read_outlook_models
from f1strategy.models.pit_loss_stops import Regime
from f1strategy.models.race_view import RaceView
from f1strategy.simulation.race_now import RaceNow
from f1strategy.strategy.car import CarLaps
from f1strategy.strategy.field_now import FieldNow, Fields
from f1strategy.strategy.race_models import RaceModels, read_race_models
from f1strategy.strategy.race_so_far import RaceSoFar
from f1strategy.strategy.race_start import race_now, with_losses
from f1strategy.strategy.request import Forecast
from schemas.records import Duel, LapRecord, PitLossForecast, TrackStatus

STATUSES: Final = {
    Regime.GREEN: TrackStatus.GREEN,
    Regime.VSC: TrackStatus.VSC,
    Regime.SC: TrackStatus.SC,
}
OF_OUTLOOK: Final = ("pit_loss", "rejoin_position", "undercut", "pit_within_3")


@dataclass(frozen=True, slots=True)
class StrategyModels:
    """The models that option sets are made with."""

    outlook: OutlookModels
    race: RaceModels


def read_strategy_models(files: Mapping[str, Mapping[str, bytes]]) -> StrategyModels:
    """The models from the files of their artifacts; raises `CorruptArtifact`."""
    for model in OF_OUTLOOK:
        if model not in files:
            raise CorruptArtifact(model, "not among the models of this folder")
    return StrategyModels(read_outlook_models(files), read_race_models(files))


class Forecaster:
    """Forecasts of one session; it keeps the race as folded last, so that a lap is added once."""

    def __init__(self, models: StrategyModels) -> None:
        self._models, self._at_line, self._until_now = models, RaceSoFar(), RaceSoFar()
        self._fields = Fields(models.race)
        self._known: tuple[tuple[RaceSoFar, int], FieldNow] | None = None

    def at(self, cars: Mapping[int, CarLaps], lap: LapRecord) -> Forecast | None:
        """After this lap of one of the cars, from laps that had ended by then; None while it runs."""
        view = self._at_line.at(cars, lap)
        if view is None:
            return None
        outlook = self._models.outlook.outlook(view, cars[lap.driver_number].name)
        return as_forecast(outlook, {car.name: number for number, car in cars.items()})

    def race(
        self,
        cars: Mapping[int, CarLaps],
        lap: LapRecord,
        cause: LapRecord,
        status: TrackStatus,
        forecast: Forecast | None,
    ) -> RaceNow | None:
        """The field after this lap, to simulate from; its cars are named by their numbers.

        cause: a lap of any car that has ended since, such as a rival's in-lap; what happened until
        then is known. None while the lap runs, and at the flag.
        """
        is_newer = (cause.lap_end_time_ms or 0) > (lap.lap_end_time_ms or 0)
        so_far = self._until_now if is_newer else self._at_line
        view = so_far.at(cars, lap, cause if is_newer and cause.is_complete else None)
        if view is None:
            return None
        found = race_now(
            view,
            cars[lap.driver_number].name,
            self._field(so_far, view),
            status,
            is_raining=bool(lap.is_raining),
            at=lap.lap_number,
        )
        if found is None:
            return None
        numbers = {car.name: number for number, car in cars.items()}
        losses_s = {
            one.track_status: one.pit_loss_s for one in (forecast.pit_losses if forecast else ())
        }
        named = tuple(replace(car, name=str(numbers[car.name])) for car in found.cars)
        return with_losses(replace(found, cars=named), losses_s)

    def _field(self, so_far: RaceSoFar, view: RaceView) -> FieldNow:
        """When a safety car asks for everybody at once, the field is the same for all of them."""
        moment = (so_far, so_far.folds)
        if self._known is None or self._known[0] != moment:
            self._known = (moment, self._fields.at(view))
        return self._known[1]


def as_forecast(outlook: Outlook, numbers: Mapping[str, int]) -> Forecast:
    """The outlook, rounded to what is told to people; `numbers` are the car numbers of its names."""
    place = outlook.rejoin_place
    return Forecast(
        pit_losses=tuple(
            PitLossForecast(
                track_status=status,
                pit_loss_s=round(loss_s.value, 3),
                pit_loss_low_s=round(loss_s.low, 3),
                pit_loss_high_s=round(loss_s.high, 3),
            )
            for regime, status in STATUSES.items()
            for loss_s in (outlook.pit_loss_s[regime],)
        ),
        position=int(place.value),
        position_low=int(place.low),
        position_high=int(place.high),
        duels=tuple(
            Duel(
                rival_driver_number=numbers[duel.rival],
                is_threat=duel.is_threat,
                gap_s=round(duel.gap_s, 3),
                undercut_probability=round(duel.probability, 4),
            )
            for duel in outlook.duels
            if duel.rival in numbers
        ),
        stop_within_3_laps_probability=round(outlook.stop_within_3_laps, 4),
    )
