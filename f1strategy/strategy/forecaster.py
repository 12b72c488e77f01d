"""What the fitted models expect of a car, put into the records' terms."""

from collections.abc import Mapping
from typing import Final

from f1strategy.models.outlook import Outlook, OutlookModels
from f1strategy.models.pit_loss_stops import Regime
from f1strategy.strategy.car import CarLaps
from f1strategy.strategy.race_so_far import RaceSoFar
from f1strategy.strategy.request import Forecast
from schemas.records import Duel, LapRecord, PitLossForecast, TrackStatus

STATUSES: Final = {
    Regime.GREEN: TrackStatus.GREEN,
    Regime.VSC: TrackStatus.VSC,
    Regime.SC: TrackStatus.SC,
}


class Forecaster:
    """Forecasts of one session; it keeps the race as folded last, so that a lap is added once."""

    def __init__(self, models: OutlookModels) -> None:
        self._models, self._race = models, RaceSoFar()

    def at(self, cars: Mapping[int, CarLaps], lap: LapRecord) -> Forecast | None:
        """After this lap of one of the cars, from laps that had ended by then; None while it runs."""
        view = self._race.at(cars, lap)
        if view is None:
            return None
        numbers = {name_in_view(car.newest): number for number, car in cars.items()}
        return as_forecast(self._models.outlook(view, name_in_view(lap)), numbers)


def name_in_view(lap: LapRecord) -> str:
    """What a race view calls the driver of this lap."""
    return lap.driver_code or str(lap.driver_number)


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
