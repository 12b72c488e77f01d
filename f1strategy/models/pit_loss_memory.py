"""What earlier races say about the time a stop costs: per circuit, and per team.

A race leaves its median green loss and the number of stops behind it. A circuit's expected loss is
their weighted mean: recent and well supported races count more, and the pooled loss of all circuits
stands in where little is known. Under SC and VSC a race leaves each loss as a fraction of that.
"""

from collections import defaultdict
from collections.abc import Iterable
from statistics import median
from typing import Any, Final

import msgspec

from f1strategy.models.pit_loss_stops import Regime, TyreStop, tyre_stops
from f1strategy.models.race import Race

POOLED_LOSS_S: Final = 21.3
"""Before any race: median of 2,853 green stops, seasons 2018-2024 (docs/models/pit_loss.md)."""
POOLED_FACTOR: Final = {Regime.SC: 0.72, Regime.VSC: 0.70}
"""Before any race: median fraction of the circuit's green loss, same seasons."""
YEAR_DECAY: Final = 0.85
"""A race one season older counts so much: pit lanes are resurfaced and limits change."""
HALF_TRUST_STOPS: Final = 5.0
"""A median of so many stops is trusted half as much as one of very many."""
PRIOR_RACES: Final = 0.3
"""The pooled loss weighs as much as so many races (chosen on seasons 2020-2024)."""
PRIOR_FACTOR_STOPS: Final = 30.0
"""The pooled fraction weighs as much as so many stops at one circuit."""
TEAM_DECAY: Final = 0.9
"""A team's race counts so much one race later: about half a season's memory."""
PRIOR_TEAM_STOPS: Final = 12.0
LONGEST_USUAL_S: Final = 12.0
"""A loss this far above the race's median says nothing of the team: damage, or a penalty served."""


class RaceLosses(msgspec.Struct, frozen=True, array_like=True):
    """One race's green losses: season, their median in seconds, their number."""

    season: int
    median_s: float
    stops: int


class PitLossMemory(msgspec.Struct):
    """Green losses and SC/VSC fractions per circuit; excess and spread of the teams' stops."""

    circuits: dict[str, list[RaceLosses]] = {}
    fractions: dict[str, dict[str, list[float]]] = {}
    """Per regime and circuit."""
    teams: dict[str, tuple[float, float]] = {}
    """Decayed sum of a team's excess over the race's median, seconds, and its decayed number of stops."""

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        stops = list(tyre_stops(race))
        green = [stop for stop in stops if stop.regime is Regime.GREEN]
        if green:
            median_s = median(stop.loss_s for stop in green)
            self.circuits.setdefault(race.circuit, []).append(
                RaceLosses(race.season, median_s, len(green))
            )
            self._add_teams(green, median_s)
        expected_s = self.green_s(race.circuit, race.season)
        for stop in stops:
            if stop.regime is not Regime.GREEN:
                here = self.fractions.setdefault(stop.regime.value, {})
                here.setdefault(race.circuit, []).append(stop.loss_s / expected_s)

    def _add_teams(self, green: list[TyreStop], median_s: float) -> None:
        excess_s: dict[str, list[float]] = defaultdict(list)
        for stop in green:
            if stop.loss_s - median_s < LONGEST_USUAL_S:
                excess_s[stop.before.team].append(stop.loss_s - median_s)
        for team, (total, weight) in self.teams.items():
            self.teams[team] = (TEAM_DECAY * total, TEAM_DECAY * weight)
        for team, found in excess_s.items():
            total, weight = self.teams.get(team, (0.0, 0.0))
            self.teams[team] = (total + sum(found), weight + len(found))

    def green_s(self, circuit: str, season: int) -> float:
        """Expected green loss here in seconds, shrunk to the loss of all circuits."""
        pooled_s = POOLED_LOSS_S
        return _weighted(self.circuits.get(circuit, []), season, pooled_s)

    def races(self, circuit: str) -> int:
        """Races with a green stop known here."""
        return len(self.circuits.get(circuit, []))

    def factor(self, circuit: str, regime: Regime) -> float:
        """Fraction of the green loss that a stop costs here; 1 under green. Shrunk to all circuits."""
        if regime is Regime.GREEN:
            return 1.0
        known = self.fractions.get(regime.value, {})
        everywhere = [one for here in known.values() for one in here]
        pooled = _shrunk_median(everywhere, POOLED_FACTOR[regime])
        return _shrunk_median(known.get(circuit, []), pooled)

    def team_s(self, team: str) -> float:
        """The team's mean excess over a race's median stop, seconds, shrunk to 0."""
        total, weight = self.teams.get(team, (0.0, 0.0))
        return total / (weight + PRIOR_TEAM_STOPS)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def _weighted(races: Iterable[RaceLosses], season: int, pooled_s: float) -> float:
    total, weight = PRIOR_RACES * pooled_s, PRIOR_RACES
    for race in races:
        trust = race.stops / (race.stops + HALF_TRUST_STOPS)
        counts = trust * YEAR_DECAY ** max(0, season - race.season)
        total += counts * race.median_s
        weight += counts
    return total / weight


def _shrunk_median(known: list[float], prior: float) -> float:
    if not known:
        return prior
    weight = len(known) / (len(known) + PRIOR_FACTOR_STOPS)
    return weight * median(known) + (1 - weight) * prior
