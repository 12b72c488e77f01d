"""What the field operator tells a driver's desk: everything an option set is computed from."""

from typing import Final

import msgspec

from f1strategy.simulation.race_now import CarNow, RaceNow
from schemas.codec import MalformedRecord
from schemas.records import Compound, Duel, PitLossForecast, TrackStatus, Trigger

TAG: Final = "options-request/2"


class Rival(msgspec.Struct, frozen=True):
    """Another car, its gap to the leader taken at the same lap's line, so lapped cars compare too."""

    driver_number: int
    position: int
    gap_to_leader_s: float
    is_in_pit: bool
    driver_code: str | None = None


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """What the fitted models expect of the car after this lap; `position…` after a stop under green."""

    pit_losses: tuple[PitLossForecast, ...]
    position: int
    position_low: int
    position_high: int
    duels: tuple[Duel, ...]
    stop_within_3_laps_probability: float


class OptionsRequest(msgspec.Struct, frozen=True, kw_only=True):
    """One driver's situation after `lap_number` laps. Times in seconds, `_ms` since 1970.

    race: the field to simulate from, its cars named by their numbers; None where the line crossing is
    not known or no lap is left.
    """

    schema: str = TAG
    session_key: int
    driver_number: int
    lap_number: int
    field_revision: int
    caused_by_ingest_time_ms: int
    trigger: Trigger
    driver_code: str | None = None
    event_time_ms: int | None = None
    circuit: str | None = None
    laps_to_go: int
    position: int
    gap_to_leader_s: float | None = None
    compound: Compound | None = None
    tyre_age_laps: int | None = None
    degradation_s_per_lap: float | None = None
    track_status: TrackStatus = TrackStatus.GREEN
    is_raining: bool | None = None
    is_out: bool = False
    rivals: tuple[Rival, ...] = ()
    forecast: Forecast | None = None
    race: RaceNow | None = None

    @property
    def car(self) -> CarNow | None:
        """The driver's own car in the race, while it runs."""
        name = str(self.driver_number)
        cars = self.race.cars if self.race else ()
        return next((car for car in cars if car.name == name and car.is_running), None)

    def called(self, driver_number: int) -> str:
        """What the desk calls a rival: the driver's code, the car's number where the feed tells none."""
        codes = {rival.driver_number: rival.driver_code for rival in self.rivals}
        return codes.get(driver_number) or f"car {driver_number}"


_encoder: Final = msgspec.json.Encoder()
_decoder: Final = msgspec.json.Decoder(OptionsRequest)


def encode(request: OptionsRequest) -> bytes:
    """The request as JSON."""
    return _encoder.encode(request)


def decode(value: bytes) -> OptionsRequest:
    """Read a request; raises `MalformedRecord` for anything else."""
    try:
        request = _decoder.decode(value)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedRecord("options-request", str(error)) from error
    if request.schema != TAG:
        raise MalformedRecord("options-request", f"expected {TAG}, found {request.schema!r}")
    return request
