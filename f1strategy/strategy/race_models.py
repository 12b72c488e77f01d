"""What earlier races tell the simulator: circuit, tyres, passing, hazards, form of drivers and teams."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from f1strategy.models.artifact import CorruptArtifact, read_json
from f1strategy.models.degradation import Tyre
from f1strategy.models.driver_wear import WearModels, read_wear_models
from f1strategy.models.finish_memory import FinishMemory
from f1strategy.models.lap_time import FUEL_S_PER_KG, REFERENCE_LAP_S, SLICKS, START_FUEL_KG
from f1strategy.models.outlook import MEMORY
from f1strategy.models.overtake_memory import OvertakeMemory
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.pit_loss_stops import Regime
from f1strategy.models.race import Race
from f1strategy.models.safety_car_memory import SafetyCarMemory
from f1strategy.models.stationary_memory import StationaryMemory
from f1strategy.simulation.race_now import KNOT_LAPS, RaceNow
from schemas.records import Compound

SC_PER_LAP: Final = 0.0051
VSC_PER_LAP: Final = 0.0031
"""Onsets without a retirement per green lap of the leader: 39 and 24 in 7,709, seasons 2018-2024."""
OFFSETS_S: Final = {Compound.SOFT: -0.11, Compound.MEDIUM: 0.0, Compound.HARD: -0.02}
"""New tyres against a medium, seconds of a 90 s lap: medians of the decomposed races of 2018-2024."""
SLOPE_OVER_LAPS: Final = 10
STRAIGHT_SHARE: Final = 1.25
"""Wear goes on as in a tyre's first ten laps, and a quarter more: beyond them only the tyres that last are
still driven, so the curve of what was driven flattens. Chosen on the dry races without SC of 2022-2024
(docs/models/simulator.md)."""
WET_WEAR_S: Final = 0.05
"""Per lap of age of intermediates and wets: an assumption."""
WEAR_SD: Final = 0.35
"""A race's wear around what was expected: 0.035 s around 0.045 s a lap would be 0.8, between races;
the stint filter knows about half of it after ten laps."""
OLDEST_KNOT_LAPS: Final = 80
RETIRED: Final = 0.12
"""Share of the starters that do not finish, the same for all: 0.14 in seasons 2018-2024 (394 of 2,759).
Told by driver, from earlier races, the points of 2022-2024 were met worse (Brier 0.117 for 0.114)."""

M = TypeVar("M")


@dataclass(frozen=True, slots=True)
class RaceModels:
    """Memories of earlier races, and the tyre curves."""

    wear: WearModels
    losses: PitLossMemory
    safety_cars: SafetyCarMemory
    overtakes: OvertakeMemory
    finishes: FinishMemory
    stops: StationaryMemory

    def learn(self, race: Race) -> None:
        """Remember a race that is over; the tyre curves stay."""
        for memory in (self.losses, self.safety_cars, self.overtakes, self.finishes, self.stops):
            memory.add(race)

    def stops_s(self, teams: Iterable[str], season: int) -> dict[str, float]:
        """By team, how much longer than the field's its stops take."""
        shifts_s = self.stops.shifts_s(teams, season)
        return {team: round(shift_s, 3) for team, shift_s in shifts_s.items()}

    def circuit(
        self, circuit: str, season: int, total_laps: int, *, as_driven: bool = False
    ) -> RaceNow:
        """A race of this circuit without cars, all laps still to come.

        as_driven: wear of the tyres that teams kept, for stops that were really made; else of any tyre.
        """
        lap_s = self.wear.memory.lap_time_s(circuit)
        scale = lap_s / REFERENCE_LAP_S
        factor = self.safety_cars.factor(circuit)
        usual = self.overtakes.log_odds("")
        return RaceNow(
            laps=total_laps,
            lap_time_s=lap_s,
            fuel_s_per_lap=scale * FUEL_S_PER_KG * START_FUEL_KG / total_laps,
            pit_loss_s=self.losses.green_s(circuit, season),
            sc_pit_factor=self.losses.factor(circuit, Regime.SC),
            vsc_pit_factor=self.losses.factor(circuit, Regime.VSC),
            sc_hazard=SC_PER_LAP * factor,
            vsc_hazard=VSC_PER_LAP * factor,
            pass_log_odds=self.overtakes.log_odds(circuit) - usual,
            traffic_s=scale * self.wear.memory.traffic_s(circuit, season),
            wear_s=tuple(
                self._knots(compound, circuit, season, scale, as_driven=as_driven)
                for compound in (*SLICKS, Compound.INTERMEDIATE, Compound.WET)
            ),
            wear_sd=WEAR_SD,
            slow_stop_chance=round(self.stops.usual_slow_chance(season), 4),
            slow_stop_s=round(self.stops.slow_s(season), 3),
            cars=(),
        )

    def _knots(
        self, compound: Compound, circuit: str, season: int, scale: float, *, as_driven: bool
    ) -> tuple[float, ...]:
        ages = range(0, OLDEST_KNOT_LAPS + 1, KNOT_LAPS)
        if compound not in SLICKS:
            return tuple(round(WET_WEAR_S * scale * age, 4) for age in ages)
        curve = self.wear.curve(Tyre(circuit, season, compound, 1.0, 0.5)).expected_s
        if as_driven:
            return tuple(round(float(scale * OFFSETS_S[compound] + curve[age]), 4) for age in ages)
        slope = STRAIGHT_SHARE * (curve[SLOPE_OVER_LAPS] - curve[0]) / SLOPE_OVER_LAPS
        return tuple(round(float(scale * OFFSETS_S[compound] + slope * age), 4) for age in ages)


def read_race_models(files: Mapping[str, Mapping[str, bytes]]) -> RaceModels:
    """The models from the files of their artifacts; raises `CorruptArtifact`."""

    def of(model: str) -> Mapping[str, bytes]:
        if model not in files:
            raise CorruptArtifact(model, "not among the models of this folder")
        return files[model]

    def memory(model: str, kind: type[M]) -> M:
        found: M = read_json(of(model), MEMORY, kind)
        return found

    return RaceModels(
        wear=read_wear_models(of("degradation")),
        losses=memory("pit_loss", PitLossMemory),
        safety_cars=memory("safety_car", SafetyCarMemory),
        overtakes=memory("overtake", OvertakeMemory),
        finishes=memory("finish_position", FinishMemory),
        stops=memory("stationary_stop", StationaryMemory),
    )
