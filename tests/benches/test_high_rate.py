"""The rows that are put into a race are those of the feed, at its rates."""

import os
from collections import Counter
from pathlib import Path

import pytest

from f1strategy.benches.high_rate import high_rate_rows

FOLDER = (
    Path(os.environ.get("LIVEF1_DATA", "../shared/data"))
    / "livetiming"
    / "2025_mexico-city_qualifying"
)


@pytest.mark.data
def test_a_qualifying_has_some_four_rows_a_second_of_each_car_and_kind():
    rows = high_rate_rows(FOLDER)
    assert rows == sorted(rows, key=lambda row: row.release_time_ms)
    lasted_s = (rows[-1].release_time_ms - rows[0].release_time_ms) / 1000
    counts = Counter((row.endpoint, row.driver_number) for row in rows)
    assert {endpoint for endpoint, _ in counts} == {"car_data", "location"}
    assert len(counts) == 2 * 20
    assert all(3.0 < count / lasted_s < 5.0 for count in counts.values())
    fastest = max(row.row["speed"] for row in rows if row.endpoint == "car_data")
    assert 330 < fastest < 380
    assert (
        len({(row.row["x"], row.row["y"]) for row in rows if row.endpoint == "location"}) > 10_000
    )
