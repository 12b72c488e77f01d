"""What is fetched is what the API has, once, whole, and only what was missing."""

import gzip
import json

import pytest

from f1strategy.ingest.causal import release
from f1strategy.ingest.grid import race_grid
from f1strategy.ingest.openf1.errors import GaveUp, HistoryBlocked, NoLaps
from f1strategy.ingest.openf1.fetch import Step, fetch
from f1strategy.ingest.openf1.folder import FetchedFolder
from f1strategy.ingest.openf1.sessions import Target, resolve
from f1strategy.ingest.recording import RECORDED, BadRecording, load
from tests.ingest import causality
from tests.ingest.openf1.loopback import IN_SESSION, cut, status, truncated

RACES = (
    "2023_dutch",
    "2023_singapore",
    "2024_australian",
    "2024_british",
    "2024_canadian",
    "2024_miami",
    "2024_qatar",
    "2025_abu-dhabi",
    "2025_australian",
    "2025_bahrain",
)


def fetch_all(client, path, target="2023/qatar", **options):
    """Fetch to the end; the steps."""
    session = resolve(client, Target.parse(target))
    folder = FetchedFolder.open(
        path,
        session_key=session.session_key,
        race=session.race,
        base_url="http://api/v1",
        now_ms=lambda: 0,
    )
    return list(fetch(client, session, folder, **options))


def on_disk(folder):
    """Every endpoint's rows, byte for byte what was written."""
    return {
        path.name.removesuffix(".json.gz"): json.loads(gzip.decompress(path.read_bytes()))
        for path in folder.glob("*.json.gz")
    }


def rows_asked_for(api):
    """What was asked for since the session was known."""
    calendar = api.endpoints.index("meetings") + 1
    return api.endpoints[calendar:]


def test_a_session_is_fetched_whole(api, client, tmp_path):
    fetch_all(client, tmp_path / "race")
    served = {name: list(api.history.races[0].rows[name]) for name in RECORDED}
    served["starting_grid"] = [row for row in served["starting_grid"] if row["session_key"] == 5]
    served["sessions"] = [row for row in served["sessions"] if row["session_key"] == 7]
    assert on_disk(tmp_path / "race") == served


def test_the_fetched_recording_reads_and_replays(client, tmp_path):
    fetch_all(client, tmp_path / "race")
    recording = load(tmp_path / "race")
    assert (recording.name, recording.session_key) == ("2023_qatar", 7)
    assert recording.race_info.race_name == "Qatar Grand Prix"
    assert recording.race_info.scheduled_laps == 57
    assert recording.malformed == ()
    causality.check(recording, release(recording))


def test_laps_are_asked_for_first_and_written_last(api, client, tmp_path):
    fetch_all(client, tmp_path)
    assert rows_asked_for(api)[0] == "laps"
    written = sorted(tmp_path.glob("*.json.gz"), key=lambda path: path.stat().st_mtime_ns)
    assert written[-1].name == "laps.json.gz"


def test_each_step_says_how_far_it_has_come(client, tmp_path):
    steps = fetch_all(client, tmp_path, endpoints=["weather", "intervals"])
    assert steps[0] == Step("weather", 1.0, 2)
    assert [step.share for step in steps[1:]] == [0.25, 0.5, 0.75, 1.0]
    assert steps[-1] == Step("intervals", 1.0, 1)
    assert all(step.kept for step in fetch_all(client, tmp_path, endpoints=["weather"]))


def test_a_second_fetch_asks_for_nothing(api, client, tmp_path):
    fetch_all(client, tmp_path)
    before = on_disk(tmp_path)
    api.asked.clear()
    steps = fetch_all(client, tmp_path)
    assert rows_asked_for(api) == []
    assert {step.endpoint for step in steps} == set(RECORDED)
    assert on_disk(tmp_path) == before


def test_refresh_asks_for_everything_again(api, client, tmp_path):
    fetch_all(client, tmp_path)
    api.history.races[0].rows["weather"].append({"session_key": 7, "rainfall": 1})
    api.asked.clear()
    fetch_all(client, tmp_path, refresh=True)
    assert set(rows_asked_for(api)) == set(RECORDED)
    assert len(on_disk(tmp_path)["weather"]) == 3


def test_only_the_endpoints_wished_for_are_fetched(api, client, tmp_path):
    fetch_all(client, tmp_path, endpoints=["stints", "pit"])
    assert set(on_disk(tmp_path)) == {"stints", "pit"}
    assert rows_asked_for(api) == ["stints", "pit"]


@pytest.mark.parametrize(
    "endpoint", [name for name in RECORDED if name not in ("sessions", "meetings")]
)
def test_an_interrupted_fetch_goes_on_where_it_stopped(api, client, tmp_path, endpoint):
    api.misbehave(*[status(500)] * 8, endpoint=endpoint)
    with pytest.raises(GaveUp, match=f"{endpoint}.*after 8 attempts: HTTP 500"):
        fetch_all(client, tmp_path / "race")
    done = set(on_disk(tmp_path / "race"))
    assert endpoint not in done
    assert not list(tmp_path.rglob("*.part"))
    with pytest.raises(BadRecording):
        load(tmp_path / "race")
    api.asked.clear()
    fetch_all(client, tmp_path / "race")
    assert set(rows_asked_for(api)) == set(RECORDED) - done
    assert set(on_disk(tmp_path / "race")) == set(RECORDED)
    assert load(tmp_path / "race").rows


@pytest.mark.parametrize("endpoint", RECORDED)
def test_stopping_after_any_answer_leaves_only_whole_files(api, client, tmp_path, endpoint):
    session = resolve(client, Target.parse("7"))
    folder = FetchedFolder.open(
        tmp_path, session_key=7, race=session.race, base_url="http://api/v1", now_ms=lambda: 0
    )
    steps = fetch(client, session, folder)
    while next(steps).endpoint != endpoint:
        pass
    steps.close()
    listed = (
        json.loads((tmp_path / "recording.json").read_text()) if any(tmp_path.iterdir()) else {}
    )
    assert set(on_disk(tmp_path)) == set(listed.get("endpoints", {}))
    assert endpoint not in on_disk(tmp_path)


def test_faults_in_the_middle_are_survived_row_for_row(api, client, tmp_path):
    fetch_all(client, tmp_path / "smooth")
    api.misbehave(cut, truncated, status(502), status(429, retry_after="1"), endpoint="position")
    api.misbehave(status(429), truncated, cut, endpoint="laps")
    fetch_all(client, tmp_path / "rough")
    assert on_disk(tmp_path / "rough") == on_disk(tmp_path / "smooth")


def test_history_blocked_halfway_keeps_what_was_there(api, client, tmp_path):
    api.misbehave(status(401, IN_SESSION["detail"]), endpoint="weather")
    with pytest.raises(HistoryBlocked):
        fetch_all(client, tmp_path)
    assert "stints" in on_disk(tmp_path)
    assert "weather" not in on_disk(tmp_path)


@pytest.mark.parametrize("code", [404, 200])
def test_a_missing_endpoint_is_an_empty_one(api, client, tmp_path, code):
    api.says_nothing_with = code
    fetch_all(client, tmp_path)
    assert on_disk(tmp_path)["overtakes"] == []
    assert load(tmp_path).rows["overtakes"] == []


def test_a_session_without_laps_is_refused_at_once_and_leaves_nothing(api, client, tmp_path):
    with pytest.raises(NoLaps, match=r"no laps of 2023/qatar/sprint \(session 6\)"):
        fetch_all(client, tmp_path / "race", "2023/qatar/sprint")
    assert rows_asked_for(api) == ["laps"]
    assert not (tmp_path / "race").exists()


def test_a_sprint_starts_from_the_sprints_grid(client, tmp_path):
    fetch_all(client, tmp_path, "2023/qatar/sprint", endpoints=["starting_grid"])
    assert {row["session_key"] for row in on_disk(tmp_path)["starting_grid"]} == {4}


@pytest.mark.data
@pytest.mark.parametrize("name", RACES)
def test_a_real_race_is_fetched_row_for_row(
    real_api, real_client, time, livef1_data, tmp_path, name
):
    year, race = name.split("_")
    began_s = time.now_s
    fetch_all(real_client, tmp_path / name, f"{year}/{race}")
    assert len(real_api.asked) <= 20
    assert time.now_s - began_s < 10
    fetched, served = on_disk(tmp_path / name), on_disk(livef1_data / "recordings" / name)
    served["starting_grid"] = race_grid(served["starting_grid"], served["position"])
    assert {endpoint: fetched[endpoint] for endpoint in served} == served
    assert load(tmp_path / name).malformed == ()


@pytest.mark.data
def test_a_real_fetched_race_replays_as_the_original(real_client, livef1_data, tmp_path):
    fetch_all(real_client, tmp_path / "2025_abu-dhabi", "9839")
    original = load(livef1_data / "recordings" / "2025_abu-dhabi")
    fetched = load(tmp_path / "2025_abu-dhabi")
    assert fetched.race_info == original.race_info
    added = {"sessions", "meetings"}  # the original lacks a calendar
    assert [row for row in release(fetched) if row.endpoint not in added] == release(original)


@pytest.mark.data
def test_two_real_races_of_one_country_are_told_apart(real_client):
    assert resolve(real_client, Target.parse("2024/australian")).session_key == 9488
    assert resolve(real_client, Target.parse("2025/australian")).session_key == 9693
    assert resolve(real_client, Target.parse("2024/montréal")).session_key == 9531
