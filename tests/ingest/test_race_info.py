"""What a race is called, where it is held and how far it goes: from the calendar, else from a name."""

import gzip
import json

import pytest

from f1strategy.ingest.race_info import race_info
from schemas.circuits import CIRCUITS
from schemas.openf1 import RaceInfoRow

KEY = 7


def told(name="any folder", *, session=None, meeting=None, season=None):
    rows = {}
    if session is not None:
        rows["sessions"] = [{"session_key": KEY, **session}]
    if meeting is not None:
        rows["meetings"] = [meeting]
    return race_info(KEY, name, rows, season=season)


def test_a_folders_name_tells_all():
    assert told("2024_monaco") == RaceInfoRow(KEY, 2024, "monaco", "Monaco Grand Prix", 78)
    assert told("2023_sao-paulo") == RaceInfoRow(
        KEY, 2023, "interlagos", "Sao Paulo Grand Prix", 71
    )


def test_a_name_that_tells_nothing_leaves_all_open():
    assert told() == RaceInfoRow(KEY)
    assert told(season=2025) == RaceInfoRow(KEY, 2025)


def test_a_folder_named_for_the_circuit_alone_has_its_distance():
    assert told("Monza", season=2025) == RaceInfoRow(KEY, 2025, "monza", None, 53)


def test_an_unknown_circuit_is_left_open_and_its_race_named():
    assert told("2030_lunar-base") == RaceInfoRow(KEY, 2030, None, "Lunar Base Grand Prix")


@pytest.mark.parametrize(
    "named",
    [
        {"session": {"circuit_short_name": "Lusail"}},
        {"meeting": {"circuit_short_name": "Lusail"}},
        {"session": {"location": "Lusail"}},
        {"meeting": {"location": "Lusail"}},
        {"name": "2024_qatar"},
        {"name": "qatar"},
        {"meeting": {"meeting_name": "Qatar Grand Prix"}},
    ],
)
def test_each_source_names_the_circuit_when_the_others_do_not(named):
    info = told(**named)
    assert (info.circuit, info.scheduled_laps) == ("lusail", 57)


def test_the_sources_are_asked_in_order():
    """Each source names another circuit; the answer is the first one's that is left."""
    name = "2024_monaco"
    session: dict[str, str | None] = {"circuit_short_name": "Monza", "location": "Baku"}
    meeting: dict[str, str | None] = {
        "circuit_short_name": "Suzuka",
        "location": "Melbourne",
        "meeting_name": "Qatar Grand Prix",
    }
    seen = []
    for source, field in [
        (session, "circuit_short_name"),
        (meeting, "circuit_short_name"),
        (session, "location"),
        (meeting, "location"),
    ]:
        seen.append(told(name, session=session, meeting=meeting).circuit)
        source[field] = None
    seen.append(told(name, session=session, meeting=meeting).circuit)
    seen.append(told("x", session=session, meeting=meeting).circuit)
    assert seen == ["monza", "suzuka", "baku", "melbourne", "monaco", "lusail"]


def test_a_source_that_names_no_known_circuit_is_passed_over():
    info = told("2024_monaco", session={"circuit_short_name": "Atlantis", "location": 7})
    assert info.circuit == "monaco"


def test_the_country_is_never_asked():
    """The United States hold three races, Italy has held two."""
    country = {"country_name": "Italy", "country_code": "ITA"}
    assert told(session=country, meeting=country).circuit is None


def test_only_the_session_itself_is_asked_and_not_its_siblings():
    rows = {"sessions": [{"session_key": 6, "circuit_short_name": "Monza", "year": 2020}]}
    assert race_info(KEY, "2024_monaco", rows) == told("2024_monaco")


@pytest.mark.parametrize(
    ("session", "meeting", "name", "laps", "season"),
    [
        ({"year": 2021}, {"year": 2022}, "2023_monaco", 2024, 2021),
        ({}, {"year": 2022}, "2023_monaco", 2024, 2022),
        ({"year": None}, {"year": "2022"}, "2023_monaco", 2024, 2023),
        ({}, {}, "monaco", 2024, 2024),
        ({}, {}, "monaco", None, None),
    ],
)
def test_the_season_is_the_calendars_else_the_names_else_the_laps(
    session, meeting, name, laps, season
):
    assert told(name, session=session, meeting=meeting, season=laps).season == season


def test_the_race_has_its_meetings_name():
    info = told("2024_qatar", meeting={"meeting_name": "Grand Prix of Everywhere"})
    assert info.race_name == "Grand Prix of Everywhere"


@pytest.mark.parametrize("nameless", [{}, {"meeting_name": None}, {"meeting_name": 5}])
def test_a_meeting_without_a_name_leaves_it_to_the_folder(nameless):
    assert told("2024_las-vegas", meeting=nameless).race_name == "Las Vegas Grand Prix"


@pytest.mark.parametrize(
    "named",
    [
        {"name": "2024_qatar_sprint"},
        {"name": "2024_qatar", "session": {"session_name": "Sprint"}},
        {"name": "x", "session": {"session_name": "Sprint", "location": "Lusail"}},
    ],
)
def test_a_sprint_says_so_and_has_no_distance(named):
    info = told(meeting={"meeting_name": "Qatar Grand Prix"}, **named)
    assert info.circuit == "lusail"
    assert info.race_name == "Qatar Grand Prix, Sprint"
    assert info.scheduled_laps is None


def test_a_sprint_without_a_name_has_none():
    assert told("x", session={"session_name": "Sprint"}).race_name is None


@pytest.mark.parametrize("session_name", ["Race", "Sprint Qualifying", None])
def test_no_other_session_is_a_sprint(session_name):
    info = told("2024_qatar", session={"session_name": session_name})
    assert info.scheduled_laps == 57


@pytest.mark.data
def test_every_real_race_has_a_circuit_and_a_distance(livef1_data):
    folders = [
        path
        for group in ("recordings", "openf1")
        for path in sorted((livef1_data / group).iterdir())
        if path.is_dir()
    ]
    assert len(folders) >= 56
    for folder in folders:
        rows = {name: answer(folder, name) for name in ("drivers", "sessions", "meetings")}
        key = rows["drivers"][0]["session_key"]
        info = race_info(key, folder.name, rows)
        assert info.circuit in {circuit.key for circuit in CIRCUITS}, folder.name
        assert info.season == int(folder.name[:4]), folder.name
        # Name and calendar agree; a race of 305 km has 44 to 78 laps.
        by_name = race_info(key, folder.name, {})
        assert (by_name.circuit, by_name.scheduled_laps) == (info.circuit, info.scheduled_laps)
        assert info.scheduled_laps in range(44, 79), folder.name


def answer(folder, endpoint):
    path = folder / f"{endpoint}.json.gz"
    return json.loads(gzip.decompress(path.read_bytes())) if path.is_file() else []
