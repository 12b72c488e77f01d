"""A message becomes a row with its place among the versions, or is refused with its reason."""

import pickle

import pytest

from f1strategy.ingest.openf1.live.events import Arrived, LiveRow, Unreadable, read

NOW_MS = 1_700_000_000_000
FAR_MS = 12 * 3_600_000


def message(payload, topic="v1/laps"):
    return Arrived(topic, payload)


def test_a_row_is_read_as_it_came():
    payload = b'{"session_key":9,"_key":"9_1_4","_id":1700000000123,"lap_duration":90.0,"x":[null]}'
    row = {
        "session_key": 9,
        "_key": "9_1_4",
        "_id": 1700000000123,
        "lap_duration": 90.0,
        "x": [None],
    }
    assert read(message(payload), NOW_MS) == LiveRow("laps", row, 1700000000123)


@pytest.mark.parametrize(
    "told", ["null", '"17"', "true", "1.5", "7", str(NOW_MS * 1_000_000), str(NOW_MS - FAR_MS - 1)]
)
def test_an_id_that_is_no_time_of_today_does_not_order_rows(told):
    payload = b'{"session_key":9,"_id":%s}' % told.encode()
    assert read(message(payload), NOW_MS).sequence == NOW_MS


@pytest.mark.parametrize("ahead_ms", [-FAR_MS, -1, 0, 5_000, FAR_MS])
def test_an_id_may_run_ahead_of_time_in_a_burst(ahead_ms):
    payload = b'{"session_key":9,"_id":%d}' % (NOW_MS + ahead_ms)
    assert read(message(payload), NOW_MS).sequence == NOW_MS + ahead_ms


def test_a_meeting_has_no_session():
    assert read(message(b'{"meeting_key":3}', "v1/meetings"), NOW_MS).endpoint == "meetings"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"", "laps: not JSON"),
        (b'{"session_key":9', "laps: not JSON"),
        (b"\xff\xfe", "laps: not JSON"),
        (b"[" * 10_000, "laps: not JSON"),
        (b'[{"session_key":9}]', "laps: expected an object, found list"),
        (b"null", "laps: expected an object, found NoneType"),
        (b"{}", "laps: expected a session_key, found None"),
        (b'{"session_key":"9"}', "laps: expected a session_key, found '9'"),
    ],
)
def test_what_is_no_row_is_refused_with_its_reason(payload, reason):
    with pytest.raises(Unreadable) as refused:
        read(message(payload), NOW_MS)
    assert str(refused.value).startswith(reason)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)  # noqa: S301
