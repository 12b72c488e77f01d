"""The moments of a race at which something was to be decided, each with the race as it stood then."""

from collections.abc import Iterator

import pandas as pd

from f1strategy.models.race import Race
from f1strategy.models.race_view import RaceView


def moments(race: Race, keys: pd.DataFrame) -> Iterator[tuple[RaceView, str, list[int]]]:
    """Folds the race: whenever a key's driver has ended the key's lap, the view, the driver, the keys' rows.

    keys: columns `driver` and `lap_number`; several rows may ask at one moment. The view is the same
    object throughout and goes on with the race, so it is to be read before the next moment.
    """
    asked: dict[tuple[str, int], list[int]] = {}
    for row, key in enumerate(zip(keys["driver"], keys["lap_number"], strict=True)):
        asked.setdefault(key, []).append(row)
    view = RaceView(race.circuit, race.total_laps, race.season)
    for lap in race.laps:
        view.add(lap)
        rows = asked.get((lap.driver, lap.lap_number))
        if rows is not None:
            yield view, lap.driver, rows
