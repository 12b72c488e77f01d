"""The sky: temperatures that drift and, in some races, a shower that wets the track."""

from dataclasses import dataclass
from random import Random
from typing import Final

SHOWER_CHANCE: Final = 0.25
"""Of 151 real races of 2018-2025 16 were driven on wet tyres in part; here more, so that few seeds need to
be tried for one."""
WETTING_S: Final = 240.0
DRYING_S: Final = 720.0
"""A track soaks in minutes and dries in a dozen: at Silverstone 2024 most intermediates did 9 to 13 laps."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Weather by race time in seconds since lights out. Without rain `rain_s` is None."""

    air_c: float
    track_c: float
    humidity_pct: float
    wind_mps: float
    drift_c: float
    rain_s: tuple[float, float] | None
    heaviness: float

    def is_raining(self, at_s: float) -> bool:
        """Whether rain falls now."""
        return self.rain_s is not None and self.rain_s[0] <= at_s < self.rain_s[1]

    def wetness(self, at_s: float) -> float:
        """How wet the track is, from 0 (dry) to 1 (soaked)."""
        if self.rain_s is None or at_s <= self.rain_s[0]:
            return 0.0
        begin_s, end_s = self.rain_s
        soaked = min(self.heaviness, (min(at_s, end_s) - begin_s) / WETTING_S)
        return max(0.0, soaked - max(0.0, at_s - end_s) / DRYING_S)

    @property
    def rain_risk_pct(self) -> int:
        """What the forecast says before the race."""
        return 0 if self.rain_s is None else 60


def draw_sky(race_s: float, rng: Random) -> Sky:
    """Today's weather for a race of about this length."""
    begin_s = rng.uniform(0.25, 0.55) * race_s
    shower = (begin_s, begin_s + rng.uniform(500.0, 1000.0))
    is_wet = rng.random() < SHOWER_CHANCE
    air_c = rng.uniform(19.0, 29.0)
    return Sky(
        air_c=air_c,
        track_c=air_c + rng.uniform(8.0, 16.0),
        humidity_pct=rng.uniform(35.0, 60.0),
        wind_mps=rng.uniform(0.8, 3.5),
        drift_c=rng.uniform(-2.5, 1.0),
        rain_s=shower if is_wet else None,
        heaviness=rng.uniform(0.6, 0.95),
    )
