"""Decision points meet the race as it stood: folded once, whoever asks and however often."""

import pandas as pd

from f1strategy.training.moments import moments
from tests.models.races import a_race

RACE = a_race(laps=12, stops=(6,))


def keys(*asked):
    return pd.DataFrame(asked, columns=["driver", "lap_number"])


def test_each_key_sees_the_race_up_to_its_own_line_crossing():
    asked = keys(("CAA", 5), ("AAA", 3), ("HAA", 12))
    for view, driver, rows in moments(RACE, asked):
        ((name, number),) = asked.iloc[rows].itertuples(index=False)
        assert (driver, view.cars[driver].newest_lap) == (name, number)
        now_s = view.cars[driver].last.end_s
        assert sum(len(car.laps) for car in view.cars.values()) == sum(
            lap.end_s <= now_s for lap in RACE.laps
        )


def test_rows_that_ask_at_one_moment_come_together_and_in_order_of_the_race():
    asked = keys(("AAA", 4), ("BAA", 2), ("AAA", 4))
    assert [rows for _, _, rows in moments(RACE, asked)] == [[1], [0, 2]]


def test_a_lap_that_nobody_drove_is_no_moment():
    assert list(moments(RACE, keys(("AAA", 99), ("ZZZ", 3)))) == []
