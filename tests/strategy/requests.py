"""A hand-written request: the second of eight cars after ten of forty laps, with a race to simulate."""

import msgspec

from f1strategy.strategy.request import Forecast, OptionsRequest, Rival
from schemas.records import Compound, Duel, PitLossForecast, TrackStatus, Trigger
from tests.simulation.test_race_now import a_car, a_race_now
from tests.strategy.test_free_air import WEAR

MEDIUM = Compound.MEDIUM
NUMBERS = (1, 4, 16, 44, 63, 81, 12, 14)

LOSSES = tuple(
    PitLossForecast(
        track_status=status,
        pit_loss_s=loss_s,
        pit_loss_low_s=loss_s - 1,
        pit_loss_high_s=loss_s + 2,
    )
    for status, loss_s in (
        (TrackStatus.GREEN, 22.0),
        (TrackStatus.VSC, 15.0),
        (TrackStatus.SC, 12.0),
    )
)
FORECAST = Forecast(
    pit_losses=LOSSES,
    position=5,
    position_low=4,
    position_high=7,
    duels=(
        Duel(rival_driver_number=1, is_threat=False, gap_s=1.5, undercut_probability=0.4),
        Duel(rival_driver_number=16, is_threat=True, gap_s=2.0, undercut_probability=0.6),
    ),
    stop_within_3_laps_probability=0.2,
)


def a_race(laps: int = 30, **other):
    cars = tuple(
        a_car(
            at,
            name=str(number),
            clock_s=2.0 * (at - 1),
            base_s=88.0 + 0.1 * at,
            age_laps=10,
        )
        for at, number in enumerate(NUMBERS)
    )
    usual = a_race_now(laps=laps, wear_s=WEAR, pit_loss_s=22.0, sc_pit_factor=12 / 22)
    return msgspec.structs.replace(usual, cars=cars, **other)


def asked(**changes) -> OptionsRequest:
    usual = OptionsRequest(
        session_key=9,
        driver_number=4,
        lap_number=10,
        field_revision=1,
        caused_by_ingest_time_ms=5,
        trigger=Trigger.NEW_LAP,
        event_time_ms=900_000,
        circuit="yas-marina",
        laps_to_go=30,
        position=2,
        gap_to_leader_s=2.0,
        compound=MEDIUM,
        tyre_age_laps=10,
        degradation_s_per_lap=0.15,
        rivals=tuple(
            Rival(number, at + 1, 2.0 * at, False, f"D{number:02}")
            for at, number in enumerate(NUMBERS)
            if number != 4
        ),
        forecast=FORECAST,
        race=a_race(),
    )
    return msgspec.structs.replace(usual, **changes)
