"""The client against an API that misbehaves: it gets the rows, or says in one line why not."""

import pickle

import pytest

from f1strategy.ingest.openf1 import errors
from f1strategy.ingest.openf1.errors import (
    AccessDenied,
    BadBaseUrl,
    GaveUp,
    HistoryBlocked,
    NotFound,
    UnexpectedAnswer,
    Unreachable,
)
from f1strategy.ingest.openf1.rest import open_client
from tests.ingest.openf1.conftest import open_fake_client
from tests.ingest.openf1.history import small_history
from tests.ingest.openf1.loopback import (
    IN_SESSION,
    Loopback,
    Slow,
    body,
    cut,
    no_answer,
    status,
    truncated,
)
from tests.ingest.races import SESSION_KEY, small_race

OF_RACE = {"session_key": SESSION_KEY}


@pytest.fixture
def weather(api):
    return api.history.answer("weather", "")


def test_rows_come_as_the_api_gave_them(api, client, weather):
    assert list(client.rows("weather", OF_RACE)) == weather
    assert api.asked[0].query == "session_key=7"
    assert api.asked[0].authorization is None


def test_numbers_and_the_order_of_fields_are_kept(api, client):
    text = b'[{"b": 1.0, "a": 1, "big": 9007199254740993, "c": null, "n": [2048, null], "z": "+1 LAP"}]'
    api.misbehave(body(text))
    (row,) = client.rows("laps", OF_RACE)
    assert list(row) == ["b", "a", "big", "c", "n", "z"]
    assert [type(row[name]) for name in "ba"] == [float, int]
    assert row["big"] == 9007199254740993


def test_filters_compare(client):
    laps = small_race()["laps"]
    later = client.rows("laps", {**OF_RACE, "lap_number>": 2})
    assert len(later) == sum(lap["lap_number"] >= 2 for lap in laps)
    first = client.rows("laps", {**OF_RACE, "lap_number<2": ""})
    assert len(first) == sum(lap["lap_number"] < 2 for lap in laps)


@pytest.mark.parametrize("code", [404, 200])
def test_no_rows_are_an_empty_answer_in_the_apis_old_way_and_the_new(api, client, code):
    api.says_nothing_with = code
    assert client.rows("overtakes", OF_RACE) == ()
    assert len(api.asked) == 1


def test_a_token_is_sent_and_asked_for_anew_each_time(api, time):
    tokens = iter(["first", "second"])
    with open_fake_client(api.base_url, time, token=lambda: next(tokens)) as client:
        client.rows("weather", OF_RACE)
        client.rows("weather", OF_RACE)
    assert [asked.authorization for asked in api.asked] == ["Bearer first", "Bearer second"]


@pytest.mark.parametrize(
    "fault",
    [
        status(429),
        status(429, retry_after="2"),
        status(500, "An error occurred"),
        status(502),
        status(503),
        status(408, "Request timed out after 20 seconds"),
        cut,
        truncated,
        no_answer,
        body(b""),
        body(b"<html>Service Unavailable</html>"),
    ],
    ids=lambda fault: getattr(fault, "__name__", "fault"),
)
def test_a_passing_fault_is_survived(api, client, time, weather, fault):
    api.misbehave(fault, fault)
    assert list(client.rows("weather", OF_RACE)) == weather
    assert len(api.asked) == 3


def test_a_slow_answer_is_given_up_and_asked_for_again(api, time, weather):
    slow = Slow()
    api.misbehave(slow)
    with open_fake_client(api.base_url, time, timeout_s=0.2) as client:
        assert list(client.rows("weather", OF_RACE)) == weather
    slow.release.set()
    assert len(api.asked) == 2


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (status(500), "HTTP 500"),
        (status(429), "HTTP 429"),
        (cut, "RemoteProtocolError"),
        (truncated, "truncated or broken JSON"),
    ],
)
def test_retries_are_bounded(api, client, fault, reason):
    api.misbehave(*[fault] * 100)
    with pytest.raises(GaveUp, match=f"after 8 attempts: {reason}"):
        client.rows("weather", OF_RACE)
    assert len(api.asked) == 8


def test_retry_after_is_honoured_in_seconds_and_as_a_date(api, client, time):
    api.misbehave(status(429, retry_after="42"))
    client.rows("weather", OF_RACE)
    assert time.slept_s == [42.0]
    api.misbehave(
        status(
            429,
            retry_after="Sun, 07 Dec 2025 13:04:00 GMT",
            date="Sun, 07 Dec 2025 13:03:00 GMT",
        )
    )
    client.rows("weather", OF_RACE)
    assert 60.0 in time.slept_s


def test_a_senseless_retry_after_is_ignored(api, client, time):
    api.misbehave(status(429, retry_after="soon"))
    client.rows("weather", OF_RACE)
    assert sum(time.slept_s) < 1.5


def test_a_pause_of_an_hour_is_not_made(api, client):
    api.misbehave(status(429, retry_after="3600"))
    with pytest.raises(GaveUp, match="after 1 attempt: HTTP 429, asks to wait 3600 s"):
        client.rows("weather", OF_RACE)


def test_repeated_requests_stay_within_the_limit_too(api, client, time):
    api.misbehave(*[status(500)] * 7)
    client.rows("weather", OF_RACE)
    began_s = time.now_s
    for _ in range(40):
        client.rows("weather", OF_RACE)
    assert time.now_s - began_s > 60.0


@pytest.mark.parametrize(
    "detail", [IN_SESSION["detail"], "Session in progress, access is restricted"]
)
def test_history_blocked_by_a_live_session_is_said_at_once(api, client, detail):
    api.misbehave(status(401, detail))
    with pytest.raises(HistoryBlocked, match=r"blocked while a session is live .* half an hour"):
        client.rows("weather", OF_RACE)
    assert len(api.asked) == 1


@pytest.mark.parametrize("code", [401, 403])
def test_refused_credentials_are_said_at_once(api, client, code):
    api.misbehave(status(code, "Invalid token"))
    with pytest.raises(AccessDenied, match="denied: Invalid token; check OPENF1_USERNAME"):
        client.rows("weather", OF_RACE)
    assert len(api.asked) == 1


def test_a_wrong_address_is_said_at_once(api, client):
    with pytest.raises(NotFound, match="is the base URL right"):
        client.rows("no_such_endpoint", {})
    assert len(api.asked) == 1


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (status(422, "bad filter"), "HTTP 422: bad filter"),
        (status(301, ""), "HTTP 301"),
        (body(b'{"detail": "moved"}'), "expected a list of rows"),
        (body(b"[1, 2]"), "expected a list of rows"),
    ],
)
def test_an_answer_of_another_kind_is_not_asked_for_again(api, client, fault, reason):
    api.misbehave(fault)
    with pytest.raises(UnexpectedAnswer, match=reason):
        client.rows("weather", OF_RACE)
    assert len(api.asked) == 1


def test_without_a_network_the_first_request_says_so(time):
    with Loopback(small_history()) as gone:
        nobody = gone.base_url
    with (
        open_fake_client(nobody, time) as client,
        pytest.raises(Unreachable, match=r"no connection to 127\.0\.0\.1 .* check the network"),
    ):
        client.rows("weather", OF_RACE)
    assert time.slept_s == []


def test_a_connection_lost_later_is_waited_for(api, time):
    with open_fake_client(api.base_url, time) as client:
        client.rows("weather", OF_RACE)
        with Loopback(small_history()) as gone:
            client._base_url = gone.base_url
        with pytest.raises(GaveUp, match="after 8 attempts: no connection to"):
            client.rows("weather", OF_RACE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "api.openf1.org",
        "ftp://x/v1",
        "http://",
        "http://me:secret@x/v1",
        "http://x:port",
        "http://x?y=1",
    ],
)
def test_what_is_no_base_url_is_refused(time, text):
    with pytest.raises(BadBaseUrl, match="expected one such as"), open_fake_client(text, time):
        pass


def test_a_slash_at_the_end_of_the_base_url_does_not_matter(api, time, weather):
    with open_fake_client(f"{api.base_url}/", time) as client:
        assert list(client.rows("weather", OF_RACE)) == weather


def test_the_client_of_real_life_asks_as_well(api, weather):
    with open_client(api.base_url) as client:
        answer = client.ask("weather", OF_RACE)
    assert list(answer.rows) == weather
    assert answer.asked_at_ms is not None


def test_when_an_answer_was_asked_for_is_told_by_the_apis_clock(api, client):
    api.misbehave(status(404, "No results found."))
    assert client.ask("weather", OF_RACE).asked_at_ms is None


@pytest.mark.parametrize(
    "error",
    [
        AccessDenied("u", "d"),
        HistoryBlocked("u", "d"),
        NotFound("u", "d"),
        UnexpectedAnswer("u", "r"),
        Unreachable("u", "r"),
        GaveUp("u", 3, "r"),
        BadBaseUrl("x"),
        errors.MalformedTarget("x"),
        errors.UnknownSession("2024/x", ["2024/qatar"]),
        errors.AmbiguousSession("2024/x", ["2024/qatar"]),
        errors.NoLaps("2024/qatar", 7),
        errors.OtherRecording("folder", 7, 8),
    ],
    ids=lambda error: type(error).__name__,
)
def test_errors_survive_pickling_and_speak_in_one_line(error):
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert str(again) == str(error)
    assert "\n" not in str(error)
    assert isinstance(error, errors.OpenF1Error)
