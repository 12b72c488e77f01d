"""Single fields are read where they can be believed, and are nothing where they cannot."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.row_values import LONGEST_LAP_S, duration_ms, integer, moment_ms
from schemas.openf1 import iso_time, time_ms

JUNK = [None, "", "soon", [], {}, [1], {"a": 1}, True, False]


@pytest.mark.parametrize("value", [0, 7, -3, 10**12])
def test_whole_numbers_are_read(value):
    assert integer({"n": value}, "n") == value


@pytest.mark.parametrize("value", [*JUNK, 7.0, 7.5, math.nan, "7"])
def test_nothing_else_is_a_whole_number(value):
    assert integer({"n": value}, "n") is None


def test_a_field_that_is_not_there_is_nothing():
    assert [read({}, "n") for read in (integer, duration_ms, moment_ms)] == [None] * 3


@pytest.mark.parametrize(
    ("seconds", "ms"),
    [
        (0, 0),
        (90, 90_000),
        (90.0, 90_000),
        (86.725, 86_725),
        (86.7251, 86_726),
        (0.0001, 1),
        (32.002, 32_002),  # 32.002 * 1000 is a little more than 32002 as a float
        (LONGEST_LAP_S - 1, 21_599_000),
    ],
)
def test_durations_are_rounded_up_to_milliseconds(seconds, ms):
    assert duration_ms({"s": seconds}, "s") == ms


@pytest.mark.parametrize(
    "value", [*JUNK, "86.7", -1, -0.001, LONGEST_LAP_S, 1e300, 10**400, math.nan, math.inf]
)
def test_no_unbelievable_duration_is_read(value):
    assert duration_ms({"s": value}, "s") is None


@given(st.floats(0, LONGEST_LAP_S, exclude_max=True))
def test_nothing_is_known_too_early_and_nothing_a_millisecond_late(seconds):
    ms = duration_ms({"s": seconds}, "s")
    assert ms is not None
    assert seconds * 1000 - 0.0005 <= ms < seconds * 1000 + 1


@given(st.integers(0, 21_599_999))
def test_a_duration_in_milliseconds_is_read_exactly(ms):
    written = json.loads(f'{{"s": {ms / 1000}}}')
    assert duration_ms(written, "s") == ms


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("1970-01-01T00:00:00+00:00", 0),
        ("2025-12-07T13:03:14.500000+00:00", 1_765_112_594_500),
        ("2025-12-07T13:03:14.500", 1_765_112_594_500),
        ("2025-12-07T13:03:14.5Z", 1_765_112_594_500),
        ("2025-12-07T17:03:14.500+04:00", 1_765_112_594_500),
    ],
)
def test_moments_are_read_in_any_zone_and_without_one_as_utc(text, ms):
    assert moment_ms({"date": text}, "date") == ms


@pytest.mark.parametrize(
    "value",
    [*JUNK, 1_765_112_594_500, "13:03:14", "2025-13-01T00:00:00", "0001-01-01T00:00:00+24:00"],
)
def test_what_is_no_moment_is_nothing(value):
    assert moment_ms({"date": value}, "date") is None


@given(st.integers(0, 4_000_000_000_000))
def test_a_moment_that_was_written_is_read(ms):
    assert moment_ms({"date": iso_time(ms)}, "date") == ms


@given(st.text("0123456789-:.+ZTW ", max_size=30) | st.text())
def test_a_text_is_the_moment_that_it_says_or_nothing(text):
    moment = moment_ms({"date": text}, "date")
    assert moment is None or moment == time_ms(text)
