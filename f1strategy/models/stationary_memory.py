"""How long each team's cars have stood at their box, counted from the lane times of earlier races."""

from collections.abc import Iterable, Iterator
from statistics import fmean, median
from typing import Any, Final

import msgspec

from f1strategy.models.observed import ObservedLap, is_tyre_stop
from f1strategy.models.race import Race, laps_by_driver
from schemas.records import TrackStatus

QUICKEST_S: Final = 2.1
"""Standing time of a race's quickest stops: DHL's fastest-stop award of 2018-2024 lies at 1.8 to 2.3 s."""
QUICKEST_STOPS: Final = 3
"""Their mean lane time, less `QUICKEST_S`, is the time through a race's pit lane without standing."""
LONGEST_S: Final = 30.0
"""A longer stop is a repair, or a car pushed back."""
SLOW_OVER_S: Final = 3.0
"""A stop is slow when it takes so much longer than the median of its race."""
STACKED_WITHIN_S: Final = 15.0
"""The second car of a team that comes in so soon waits for the first."""
PRIOR_STOPS: Final = 20.0
PRIOR_SLOW_STOPS: Final = 150.0
"""The field weighs as much as so many stops of the team, for the ordinary stop and for the chance of
a slow one (chosen on seasons 2020-2024)."""
SEASON_WEIGHT: Final = 0.8
"""Of a season against the next (chosen on seasons 2020-2024)."""
USUAL_SLOW: Final = 0.075
USUAL_SLOW_S: Final = 7.0
"""Share of slow stops, and how much longer they take (seasons 2018-2024): what is said before a race is known."""


class TeamStops(msgspec.Struct, array_like=True):
    """A team's stops of a season: how many, the seconds by which the ordinary ones differ from their
    race's median (summed), how many were slow, and how much longer than the median those took (summed).
    """

    stops: int = 0
    ordinary_s: float = 0.0
    slow: int = 0
    slow_s: float = 0.0


class StationaryMemory(msgspec.Struct):
    """Stops by season and team."""

    seasons: dict[str, dict[str, TeamStops]] = {}

    def add(self, race: Race) -> None:
        """Learn from a race that is over."""
        stops = list(standing_times(race))
        if not stops:
            return
        usual_s = median(standing_s for _, standing_s in stops)
        teams = self.seasons.setdefault(str(race.season), {})
        for lap, standing_s in stops:
            team = teams.setdefault(lap.team, TeamStops())
            over_s = standing_s - usual_s
            team.stops += 1
            if over_s > SLOW_OVER_S:
                team.slow += 1
                team.slow_s += over_s
            else:
                team.ordinary_s += over_s

    def shift_s(self, team: str, season: int) -> float:
        """Seconds by which the team's ordinary stops differ from the field's, shrunk to none."""
        return self.shifts_s((team,), season)[team]

    def shifts_s(self, teams: Iterable[str], season: int) -> dict[str, float]:
        """The same of several teams."""
        usual_s = self.usual_s(season)
        return {team: self._ordinary_s(team, season) - usual_s for team in teams}

    def usual_s(self, season: int) -> float:
        """Mean of the ordinary stops around their race's median, of all teams."""
        return self._ordinary_s(None, season)

    def _ordinary_s(self, team: str | None, season: int) -> float:
        known = list(self._of(team, season))
        stops = sum(weight * (one.stops - one.slow) for weight, one in known)
        return sum(weight * one.ordinary_s for weight, one in known) / (stops + PRIOR_STOPS)

    def slow_chance(self, team: str, season: int) -> float:
        """Share of the team's stops that are slow, shrunk to the field's."""
        usual = self.usual_slow_chance(season)
        known = list(self._of(team, season))
        slow = sum(weight * one.slow for weight, one in known)
        stops = sum(weight * one.stops for weight, one in known)
        return (slow + PRIOR_SLOW_STOPS * usual) / (stops + PRIOR_SLOW_STOPS)

    def usual_slow_chance(self, season: int) -> float:
        """Share of all teams' stops that are slow."""
        known = list(self._of(None, season))
        slow = sum(weight * one.slow for weight, one in known) + PRIOR_SLOW_STOPS * USUAL_SLOW
        return slow / (sum(weight * one.stops for weight, one in known) + PRIOR_SLOW_STOPS)

    def slow_s(self, season: int) -> float:
        """Mean seconds that a slow stop takes longer than the median."""
        known = list(self._of(None, season))
        seconds = sum(weight * one.slow_s for weight, one in known) + USUAL_SLOW_S
        return seconds / (sum(weight * one.slow for weight, one in known) + 1)

    def _of(self, team: str | None, season: int) -> Iterator[tuple[float, TeamStops]]:
        for year, teams in self.seasons.items():
            weight = SEASON_WEIGHT ** max(0, season - int(year))
            for name, one in teams.items():
                if team in (None, name):
                    yield weight, one

    def to_json(self) -> dict[str, Any]:
        """Plain values; `msgspec.convert` to this class takes them back."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return plain


def standing_times(race: Race) -> Iterator[tuple[ObservedLap, float]]:
    """The last lap before each tyre change under green, and how long the car then stood, in seconds.

    Standing is lane time less the time through the lane, which a race's quickest stops tell. Left
    out: stops of a car that waits behind its team mate, and those above `LONGEST_S`.
    """
    stops = [one for one in _stops(race) if one[2] > 0]
    lanes_s = sorted(lane_s for _, _, lane_s in stops)[:QUICKEST_STOPS]
    if len(lanes_s) < QUICKEST_STOPS:
        return
    through_s = fmean(lanes_s) - QUICKEST_S
    last_in_s: dict[str, float] = {}
    for before, in_s, lane_s in sorted(stops, key=lambda one: one[1]):
        mate_s = last_in_s.get(before.team)
        last_in_s[before.team] = in_s
        is_stacked = mate_s is not None and in_s - mate_s < STACKED_WITHIN_S
        standing_s = lane_s - through_s
        if not is_stacked and standing_s <= LONGEST_S:
            yield before, max(standing_s, 0.0)


def _stops(race: Race) -> Iterator[tuple[ObservedLap, float, float]]:
    """Lap before the in-lap, seconds at the end of the in-lap, seconds in the lane."""
    for laps in laps_by_driver(race).values():
        for before, into, out in zip(laps, laps[1:], laps[2:], strict=False):
            lane_s = race.lane_time_s.get((into.driver, into.lap_number))
            green = into.status is out.status is TrackStatus.GREEN
            if lane_s is not None and green and is_tyre_stop(into, out):
                yield before, into.end_s, lane_s
