"""Rows find the drivers they concern, once, whatever the order of arrival."""

import pytest

from f1strategy.timing.routing import Routed, SessionRouter
from f1strategy.timing.rows import MalformedRow
from schemas import codec
from tests.timing.builders import SESSION, envelope, lap, message, of_car, of_session, weather

DEPLOYED = message(100, "SAFETY CAR DEPLOYED")


def deliveries(router, row):
    return [(driver, sent.endpoint) for driver, sent in router.apply(row).deliveries]


def test_a_drivers_row_goes_to_that_driver():
    router = SessionRouter(SESSION)
    assert deliveries(router, of_car("drivers", 4)) == [(4, "drivers")]
    assert deliveries(router, lap(1)) == [(44, "laps")]


def test_a_row_about_the_session_goes_to_every_known_driver():
    router = SessionRouter(SESSION)
    router.apply(of_car("drivers", 44))
    router.apply(of_car("drivers", 4))
    assert deliveries(router, DEPLOYED) == [(4, "race_control"), (44, "race_control")]


def test_a_drivers_first_row_brings_every_row_about_the_session_before_it():
    router = SessionRouter(SESSION)
    assert deliveries(router, DEPLOYED) == []
    assert deliveries(router, weather(30)) == []
    assert deliveries(router, of_car("drivers", 4)) == [
        (4, "race_control"),
        (4, "weather"),
        (4, "drivers"),
    ]
    assert deliveries(router, lap(1, car=4)) == [(4, "laps")]


def test_a_message_about_one_car_does_not_introduce_it():
    router = SessionRouter(SESSION)
    flag = message(100, "WAVED BLUE FLAG FOR CAR 23 (ALB)", driver_number=23, flag="BLUE")
    assert deliveries(router, flag) == []
    assert deliveries(router, weather(30)) == []


def test_duplicates_and_older_versions_about_the_session_go_nowhere():
    router = SessionRouter(SESSION)
    router.apply(of_car("drivers", 4))
    newer = of_session("race_info", 2, scheduled_laps=44)
    assert deliveries(router, newer) == [(4, "race_info")]
    assert router.apply(newer) == Routed()
    assert router.apply(of_session("race_info", 1, scheduled_laps=58)) == Routed()


@pytest.mark.parametrize("endpoint", ["overtakes", "team_radio", "sessions", "meetings"])
def test_what_is_only_archived_goes_to_nobody(endpoint):
    assert SessionRouter(SESSION).apply(envelope(endpoint, {"any": "thing"})) == Routed()


@pytest.mark.parametrize("row", [envelope("laps", {}), envelope("car_dta", {})])
def test_what_no_driver_could_read_is_refused(row):
    with pytest.raises(MalformedRow):
        SessionRouter(SESSION).apply(row)


def test_a_restored_router_goes_on_where_the_old_one_stopped():
    router = SessionRouter(SESSION)
    state: dict[str, bytes] = {}
    for row in (DEPLOYED, of_car("drivers", 4), weather(30)):
        state.update(router.apply(row).to_store)
    restored = SessionRouter(SESSION)
    for key, value in reversed(state.items()):
        restored.restore(key, value)
    assert restored.apply(DEPLOYED) == Routed()
    assert deliveries(restored, lap(1, car=4)) == [(4, "laps")]
    assert sorted(deliveries(restored, lap(1))) == [
        (44, "laps"),
        (44, "race_control"),
        (44, "weather"),
    ]


def test_every_state_value_carries_its_schema_and_version():
    router = SessionRouter(SESSION)
    stored = [*router.apply(DEPLOYED).to_store, *router.apply(lap(1)).to_store]
    assert [key.partition(":")[0] for key, _ in stored] == ["race_control", "driver"]
    assert [value for _, value in stored] == [codec.encode(DEPLOYED), codec.encode(lap(1))]
    assert all(b'"schema":"raw/1"' in value for _, value in stored)


def test_race_control_is_told_once_in_its_own_words():
    router = SessionRouter(SESSION)
    row = message(100, " RED FLAG ", flag="RED", scope="Track", category="Flag", lap_number=3)
    told = router.apply(row).message
    assert told is not None
    assert (told.message, told.flag, told.lap_number) == ("RED FLAG", "RED", 3)
    assert told.session_key == SESSION
    assert router.apply(row).message is None


def test_a_row_without_words_is_no_message():
    router = SessionRouter(SESSION)
    assert router.apply(weather(30)).message is None
    assert router.apply(message(100, None)).message is None
