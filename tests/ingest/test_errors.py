"""Errors survive the way between processes, and say what was found and what was expected."""

import pickle

import pytest

from f1strategy.ingest import errors
from f1strategy.ingest.errors import (
    BadSpeed,
    CannotSeekBack,
    DeliveryFailed,
    IngestError,
    NoBroker,
    NoRaceTimes,
    UnknownLap,
    WaitsForEver,
)
from f1strategy.ingest.recording import BadRecording

EVERY = [
    (NoRaceTimes(12), "none of the 12 laps says when it began; expected date_start in most"),
    (BadSpeed(-2.5), "speed -2.5; expected more than 0: 1 is real time, inf as fast as it goes"),
    (UnknownLap(99, 57), "no lap 99; expected one of 1 to 57"),
    (
        CannotSeekBack(3, 10),
        "cannot go back to lap 3 from lap 10: rows on the stream are not taken back; "
        "start the replay anew to see it again",
    ),
    (
        WaitsForEver(1_500),
        "waiting for ever at 1500 ms: nothing is planned that would end the wait",
    ),
    (
        DeliveryFailed(3, "KafkaTimeoutError: too late"),
        "3 records were not delivered; the first because: KafkaTimeoutError: too late",
    ),
    (NoBroker("here:9092", "refused"), "no Kafka broker answers at here:9092: refused"),
    (
        BadRecording("2024_qatar/laps.json.gz", "not JSON: x"),
        "2024_qatar/laps.json.gz: not JSON: x",
    ),
]
ids = [type(error).__name__ for error, _ in EVERY]


def test_no_error_is_left_out():
    declared = {
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, IngestError) and one is not IngestError
    }
    assert declared == {type(error) for error, _ in EVERY} - {BadRecording}


@pytest.mark.parametrize(("error", "text"), EVERY, ids=ids)
def test_an_error_names_what_was_found(error, text):
    assert str(error) == text


@pytest.mark.parametrize(("error", "text"), EVERY, ids=ids)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_an_error_survives_pickling(error, text, protocol):
    again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 our own bytes
    assert type(again) is type(error)
    assert (str(again), again.args, vars(again)) == (text, error.args, vars(error))


def test_a_bad_speed_and_a_bad_recording_are_bad_values():
    assert issubclass(BadSpeed, ValueError)
    assert issubclass(BadRecording, ValueError)
    assert not issubclass(BadRecording, IngestError)
