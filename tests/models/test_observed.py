"""A lap record as the models see it: what is not known is NaN, and so is what cannot be."""

import math

import msgspec
import pytest

from f1strategy.models.observed import observed
from schemas.records import Compound, LapRecord, TrackStatus

LAP = LapRecord(
    session_key=9,
    driver_number=44,
    lap_number=7,
    revision=1,
    caused_by_ingest_time_ms=1,
    is_complete=True,
    lap_end_time_ms=90_500,
    lap_time_s=90.5,
    compound=Compound.HARD,
)


def seen(**other):
    lap = observed(msgspec.structs.replace(LAP, **other))
    assert lap is not None
    return lap


def test_a_lap_is_seen_as_it_was_told():
    assert (seen().driver, seen().end_s, seen().lap_time_s) == ("44", 90.5, 90.5)


@pytest.mark.parametrize("lap_time_s", [None, 0.0, -1.0])
def test_a_time_that_is_none_is_not_known(lap_time_s):
    lap = seen(lap_time_s=lap_time_s)
    assert math.isnan(lap.lap_time_s)
    assert not lap.is_racing


@pytest.mark.parametrize(
    ("other", "is_racing", "is_dry"),
    [
        ({}, True, True),
        ({"lap_number": 1}, False, True),
        ({"is_in_lap": True}, False, True),
        ({"is_out_lap": True}, False, True),
        ({"track_status": TrackStatus.VSC}, False, True),
        ({"compound": Compound.WET}, True, False),
        ({"compound": None}, True, False),
    ],
)
def test_what_is_raced_and_what_is_dry(other, is_racing, is_dry):
    assert (seen(**other).is_racing, seen(**other).is_dry) == (is_racing, is_dry)


@pytest.mark.parametrize("other", [{"is_complete": False}, {"lap_end_time_ms": None}])
def test_a_lap_that_has_not_ended_is_none_yet(other):
    assert observed(msgspec.structs.replace(LAP, **other)) is None
