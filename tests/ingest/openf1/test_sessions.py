"""Targets are read, and looked up in calendars with sprints, shared countries and accents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from f1strategy.ingest.openf1.errors import (
    AmbiguousSession,
    MalformedTarget,
    UnknownSession,
)
from f1strategy.ingest.openf1.sessions import (
    Session,
    Target,
    calendar,
    choose,
    resolve,
    season,
    slug,
)

HELD = {
    "Emilia Romagna": ("Imola", "Imola", "Italy", "ITA"),
    "Italian": ("Monza", "Monza", "Italy", "ITA"),
    "Miami": ("Miami", "Miami", "United States", "USA"),
    "United States": ("Austin", "Austin", "United States", "USA"),
    "Las Vegas": ("Las Vegas", "Las Vegas", "United States", "USA"),
    "São Paulo": ("Interlagos", "São Paulo", "Brazil", "BRA"),
    "Canadian": ("Montreal", "Montréal", "Canada", "CAN"),
    "Mexico City": ("Mexico City", "Mexico City", "Mexico", "MEX"),
    "Belgian": ("Spa-Francorchamps", "Spa-Francorchamps", "Belgium", "BEL"),
    "Qatar": ("Lusail", "Lusail", "Qatar", "QAT"),
    "Abu Dhabi": ("Yas Marina Circuit", "Yas Island", "United Arab Emirates", "UAE"),
}
"""Grand Prix: circuit, town, country and its code."""

SPRINTS = ("Miami", "United States", "São Paulo", "Qatar")
USUAL = ("Practice 1", "Practice 2", "Practice 3", "Qualifying", "Race")
SPRINT = ("Practice 1", "Sprint Qualifying", "Sprint", "Qualifying", "Race")


def rows_of(year=2024):
    """A season's `sessions` and `meetings`: meeting n has the sessions 10 n, 10 n + 1, …"""
    sessions, meetings = [], []
    for number, (name, (circuit, town, country, code)) in enumerate(HELD.items(), 1):
        meetings.append({"meeting_key": number, "meeting_name": f"{name} Grand Prix", "year": year})
        for place, session_name in enumerate(SPRINT if name in SPRINTS else USUAL):
            sessions.append(
                {
                    "meeting_key": number,
                    "session_key": 10 * number + place,
                    "session_name": session_name,
                    "circuit_short_name": circuit,
                    "location": town,
                    "country_name": country,
                    "country_code": code,
                    "date_start": f"{year}-{number:02}-{10 + place}T13:00:00+00:00",
                    "date_end": f"{year}-{number:02}-{10 + place}T15:00:00+00:00",
                    "year": year,
                }
            )
    return sessions, meetings


@pytest.fixture(scope="module")
def season_2024():
    return calendar(*rows_of())


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("9839", Target(session_key="9839")),
        ("latest", Target(session_key="latest")),
        ("2024/monaco", Target(year=2024, race="monaco")),
        ("2024/São Paulo", Target(year=2024, race="sao-paulo")),
        ("2024/Las_Vegas", Target(year=2024, race="las-vegas")),
        ("2024/qatar/sprint", Target(year=2024, race="qatar", session="sprint")),
        (
            "2024/qatar/Sprint Qualifying",
            Target(year=2024, race="qatar", session="sprint-qualifying"),
        ),
        ("2024/qatar/race", Target(year=2024, race="qatar")),
    ],
)
def test_targets_are_read(text, target):
    assert Target.parse(text) == target
    assert Target.parse(str(target)) == target


@pytest.mark.parametrize(
    "text",
    ["", "monaco", "2024/", "/monaco", "24/monaco", "2024/monaco/race/1", "2024//race",
     "2024/-", "2024/monaco/", "2024/monaco/?", "-9839", "1234567890", "٩٨٣٩", "٢٠٢٤/monaco", "9839\n"],
)  # fmt: skip
def test_what_names_no_session_is_refused(text):
    with pytest.raises(MalformedTarget, match="expected a session key such as 9839"):
        Target.parse(text)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        target = Target.parse(text)
    except MalformedTarget:
        return
    assert Target.parse(str(target)) == target


@given(st.text(max_size=30))
def test_a_slug_is_plain_and_its_own_slug(text):
    assert slug(slug(text)) == slug(text)
    assert slug(text).isascii()


@pytest.mark.parametrize(
    ("text", "race"),
    [
        ("2024/united-states", "2024_united-states"),
        ("2024/austin", "2024_united-states"),
        ("2024/miami", "2024_miami"),
        ("2024/las-vegas", "2024_las-vegas"),
        ("2024/vegas", "2024_las-vegas"),
        ("2024/italian", "2024_italian"),
        ("2024/monza", "2024_italian"),
        ("2024/imola", "2024_emilia-romagna"),
        ("2024/emilia-romagna", "2024_emilia-romagna"),
        ("2024/sao-paulo", "2024_sao-paulo"),
        ("2024/São Paulo", "2024_sao-paulo"),
        ("2024/brazil", "2024_sao-paulo"),
        ("2024/interlagos", "2024_sao-paulo"),
        ("2024/montreal", "2024_canadian"),
        ("2024/Montréal", "2024_canadian"),
        ("2024/can", "2024_canadian"),
        ("2024/mexico", "2024_mexico-city"),
        ("2024/spa", "2024_belgian"),
        ("2024/abu-dhabi", "2024_abu-dhabi"),
        ("2024/yas-marina", "2024_abu-dhabi"),
        ("2024/Qatar Grand Prix", "2024_qatar"),
        ("2024/qatar/sprint", "2024_qatar_sprint"),
        ("2024/qatar/sprint-qualifying", "2024_qatar_sprint-qualifying"),
        ("2024/monza/practice-2", "2024_italian_practice-2"),
    ],
)
def test_a_race_is_found_by_its_names(season_2024, text, race):
    found = choose(Target.parse(text), season_2024)
    assert found.race == race
    assert choose(Target.parse(found.label), season_2024) == found


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("2024/italy", ["2024/emilia-romagna", "2024/italian"]),
        ("2024/usa", ["2024/miami", "2024/united-states", "2024/las-vegas"]),
        ("2024/united", ["2024/miami", "2024/united-states", "2024/las-vegas", "2024/abu-dhabi"]),
        ("2024/usa/sprint", ["2024/miami/sprint", "2024/united-states/sprint"]),
    ],
)
def test_a_name_of_several_races_lists_them(season_2024, text, candidates):
    with pytest.raises(AmbiguousSession) as caught:
        choose(Target.parse(text), season_2024)
    assert list(caught.value.candidates) == candidates
    assert str(caught.value) == f"{text} is ambiguous; choose one of: {', '.join(candidates)}"


def test_a_shared_name_is_clear_where_only_one_has_such_a_session(season_2024):
    only = [one for one in season_2024 if one.race != "2024_miami_sprint"]
    assert choose(Target.parse("2024/usa/sprint"), only).race == "2024_united-states_sprint"


def test_an_unknown_race_lists_the_seasons_races(season_2024):
    with pytest.raises(UnknownSession) as caught:
        choose(Target.parse("2024/nordschleife"), season_2024)
    assert len(caught.value.candidates) == len(HELD)
    assert "2024/sao-paulo" in str(caught.value)


def test_a_session_that_the_weekend_has_not_lists_those_it_has(season_2024):
    with pytest.raises(UnknownSession) as caught:
        choose(Target.parse("2024/monza/sprint"), season_2024)
    assert caught.value.candidates == (
        "2024/italian/practice-1",
        "2024/italian/practice-2",
        "2024/italian/practice-3",
        "2024/italian/qualifying",
        "2024/italian",
    )


def test_a_season_without_races_says_when_history_begins():
    with pytest.raises(UnknownSession, match="its history begins in 2023"):
        choose(Target.parse("2019/monaco"), [])


def test_test_sessions_of_one_name_are_told_apart_by_their_keys():
    meetings = [
        {"meeting_key": key, "meeting_name": "Pre-Season Testing", "year": 2025} for key in (1, 2)
    ]
    rows = [
        {"meeting_key": key, "session_key": 10 * key, "session_name": "Day 1", "year": 2025}
        for key in (1, 2)
    ]
    with pytest.raises(AmbiguousSession, match=r"testing/day-1 \(10\), .*testing/day-1 \(20\)"):
        choose(Target.parse("2025/pre-season-testing/day-1"), calendar(rows, meetings))


@pytest.mark.parametrize(
    ("text", "qualifying"), [("2024/qatar", 103), ("2024/qatar/sprint", 101), ("2024/monza", 23)]
)
def test_the_grid_comes_from_the_sessions_own_qualifying(season_2024, text, qualifying):
    assert choose(Target.parse(text), season_2024).grid_session_key == qualifying


def test_a_qualifying_session_starts_from_no_grid(season_2024):
    assert choose(Target.parse("2024/monza/qualifying"), season_2024).grid_session_key is None


def test_a_shootout_sets_a_sprints_grid(client):
    assert resolve(client, Target.parse("6")).grid_session_key == 4
    assert resolve(client, Target.parse("2023/qatar/sprint")).grid_session_key == 4


def test_a_key_and_a_name_lead_to_the_same_session(api, client):
    by_key = resolve(client, Target.parse("7"))
    by_name = resolve(client, Target.parse("2023/lusail"))
    assert by_key == by_name
    assert (by_key.race, by_key.label, by_key.circuit) == ("2023_qatar", "2023/qatar", "Lusail")
    assert api.endpoints == ["sessions", "sessions", "meetings", "sessions", "meetings"]


def test_latest_is_what_the_api_takes_for_it(client):
    assert resolve(client, Target.parse("latest")).race == "2023_qatar"


def test_an_unknown_key_is_said(client):
    with pytest.raises(UnknownSession, match="knows no session 4711"):
        resolve(client, Target.parse("4711"))


def test_a_season_is_in_order_of_time(client):
    held = season(client, 2023)
    assert [one.session_name for one in held] == ["Sprint Shootout", "Sprint", "Qualifying", "Race"]


def test_a_calendar_without_meetings_and_with_little_else_still_names_its_sessions():
    (only,) = calendar(
        [{"meeting_key": 1, "session_key": 2, "date_start": "2026-03-08T04:00:00"}], []
    )
    assert (only.race, only.end_time_ms) == ("2026_session", None)
    assert only.is_running(0)


def test_a_session_runs_from_its_start_until_an_hour_past_its_end():
    session = Session(1, 2, None, "2024_qatar", start_time_ms=10_000, end_time_ms=20_000)
    assert not session.is_running(9_999)
    assert session.is_running(10_000)
    assert session.is_running(3_620_000)
    assert not session.is_running(3_620_001)
