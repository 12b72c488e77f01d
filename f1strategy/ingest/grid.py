"""Which of a sprint weekend's two starting grids is the race's."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from f1strategy.ingest.row_values import Row, integer


def race_grid(grid_rows: Iterable[Row], position_rows: Iterable[Row]) -> list[Row]:
    """The rows of the grid that the race started from.

    Grid rows carry the session key of their qualifying, and on a sprint weekend there are two. Keys
    do not rise with time (2024: the sprint's is the higher), so the grid wins that agrees best with
    the first position each car was shown in, which the feed sends an hour before the start. With no
    positions to ask it is the highest key, as in 2025.
    """
    grids: dict[int, list[Row]] = defaultdict(list)
    for row in grid_rows:
        grids[integer(row, "session_key") or 0].append(row)
    if not grids:
        return []
    first_position: dict[int | None, int | None] = {}
    for row in position_rows:
        first_position.setdefault(integer(row, "driver_number"), integer(row, "position"))
    chosen = max(grids, key=lambda key: (_agreement(grids[key], first_position), key))
    return grids[chosen]


def _agreement(grid: Sequence[Row], first_position: dict[int | None, int | None]) -> int:
    return sum(
        position is not None and first_position.get(integer(row, "driver_number")) == position
        for row in grid
        for position in [integer(row, "position")]
    )
