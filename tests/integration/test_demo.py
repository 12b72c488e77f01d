"""`f1strategy demo` as a user types it, in a process of its own: figures, dumps, and nothing left behind."""

import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import psutil
import pytest

from f1strategy.backfill.races import backfill, recordings
from f1strategy.ingest.causal import release
from f1strategy.ingest.recording import save
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.latest import latest, rows
from f1strategy.lake.location import Lake
from f1strategy.lake.sql import ask, connect, question, questions
from f1strategy.runtime.processes import GONE, MARK, is_alive
from f1strategy.runtime.waiting import wait_until
from schemas import codec
from schemas.tables import LAPS
from schemas.tables import OPTIONS as OPTION_SETS
from schemas.topics import DEAD_LETTERS, FIELD, NORMALIZED, OPTIONS, RAW, TOPICS
from tests.integration.oracle import answerable, by_lap, content, folded

pytestmark = [pytest.mark.stack, pytest.mark.slow]

COMMAND = Path(sys.executable).parent / "f1strategy"
PATIENCE_S = 300.0
SESSION = 1_000_001
NOTHING_TO_TELL = {"refused_rows", "tyre_cliffs"}
"""Questions without an answer after a race without a bad row, on tyres that last."""
OF_THE_WAY = ("revision", "caused_by_ingest_time_ms")
"""What a lap record tells of how and when its rows came."""


@dataclass(frozen=True)
class Place:
    """A folder of its own for one run of the command."""

    folder: Path

    @property
    def run_folder(self) -> Path:
        return self.folder / "run"

    @property
    def screen(self) -> str:
        return (self.folder / "screen.txt").read_text()

    def demo(self, *arguments: str) -> subprocess.Popen[bytes]:
        with (self.folder / "screen.txt").open("wb") as screen:
            return subprocess.Popen(
                [COMMAND, "demo", *arguments],
                cwd=self.folder,
                env={**os.environ, "LIVEF1_RUN": str(self.run_folder)},
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
                # What Ctrl-C reaches in a terminal: the command and whatever did not leave its group.
                start_new_session=True,
            )

    def processes(self) -> list[psutil.Process]:
        """Everything alive that was started for this run folder."""
        return [process for process in psutil.process_iter() if self._started(process)]

    def _started(self, process: psutil.Process) -> bool:
        try:
            mark = process.environ().get(MARK, "")
            return is_alive(process) and mark.startswith(f"{self.run_folder}/")
        except GONE:
            return False


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The place of a demo that has run to its end."""
    place = Place(tmp_path_factory.mktemp("finished"))
    process = place.demo(
        *("--headless", "--speed", "max", "--summary", "out.json", "--dump", "dump")
    )
    assert process.wait(PATIENCE_S) == 0, place.screen
    return place


@pytest.fixture(scope="module")
def laps():
    """What the lap records of the default race must be."""
    return folded(simulate())


def records(place, topic):
    lines = (place.folder / "dump" / f"{topic.name}.jsonl").read_bytes().splitlines()
    return [codec.decode(line, topic.record) for line in lines]


def test_no_process_outlives_a_finished_demo(finished):
    assert finished.processes() == []
    assert not (finished.run_folder / "demo" / "stack.json").exists()


def test_the_summary_counts_what_went_in_and_came_out(finished, laps):
    summary: dict[str, Any] = msgspec.json.decode((finished.folder / "out.json").read_bytes())
    assert summary["session_key"] == SESSION
    assert summary["raw_rows"] == len(release(simulate()))
    assert summary["dead_letters"] == 0
    per_driver = Counter(str(driver) for _, driver, _ in laps)
    assert summary["lap_records"]["per_driver"] == per_driver
    assert summary["lap_records"]["total"] == len(laps) > 1000
    options = summary["option_sets"]
    assert options["driver_laps"] == len(records(finished, OPTIONS)) >= len(answerable(laps))
    assert options["published"] >= options["driver_laps"]


def test_the_summary_measures_latency_time_and_memory(finished):
    summary = msgspec.json.decode((finished.folder / "out.json").read_bytes())
    for kind in ("latency_ms", "track_status_latency_ms"):
        latency = [summary[kind][share] for share in ("p50", "p95", "p99", "max")]
        assert latency == sorted(latency)
        assert 0 < latency[0] <= latency[-1] < 1000 * summary["race_s"]
    assert 0 < summary["start_up_s"] < summary["wall_time_s"]
    assert summary["start_up_s"] + summary["race_s"] <= summary["wall_time_s"] < PATIENCE_S
    assert 1024 < summary["peak_memory_mib"] < 6144


def test_everything_is_in_the_lake_once_in_few_files(finished):
    summary = msgspec.json.decode((finished.folder / "out.json").read_bytes())
    archived = summary["archived"]
    assert archived["lake"] == str(finished.run_folder / "lake")
    lake = Lake.at(archived["lake"])
    assert archived["rows"]["raw"] == summary["raw_rows"]
    assert archived["rows"]["laps"] == summary["lap_records"]["revisions"]
    assert archived["rows"]["options"] == summary["option_sets"]["published"]
    assert archived["files"] <= 10
    for table in (LAPS, OPTION_SETS):
        every = rows(lake, table)
        places = set(
            zip(*(every[f"kafka_{at}"].to_pylist() for at in ("partition", "offset")), strict=True)
        )
        assert len(places) == every.num_rows == archived["rows"][table.name]
    told = {
        (one.driver_number, one.lap_number): one.lap_time_s for one in records(finished, NORMALIZED)
    }
    columns = ("driver_number", "lap_number", "lap_time_s")
    newest = latest(lake, LAPS, SESSION).select(columns).to_pylist()
    assert {(row["driver_number"], row["lap_number"]): row["lap_time_s"] for row in newest} == told


@pytest.mark.parametrize("name", [one.name for one in questions()])
def test_every_question_has_an_answer_in_its_lake(finished, name):
    with connect(Lake.at(finished.run_folder / "lake")) as database:
        answer = ask(database, question(name).sql, SESSION)
    assert (answer.num_rows > 0) is (name not in NOTHING_TO_TELL), answer


def test_a_backfill_of_the_race_leaves_the_laps_that_came_through_kafka_and_flink(
    finished, tmp_path
):
    save(simulate(), tmp_path / "race")
    other = Lake.at(tmp_path / "lake")
    (filled,) = backfill(other, recordings([tmp_path / "race"]), workers=1)
    through_flink = latest(Lake.at(finished.run_folder / "lake"), LAPS, SESSION)
    own = [name for name in LAPS.record.__struct_fields__ if name not in OF_THE_WAY]
    brought_in = latest(other, LAPS, SESSION).select(own)
    assert filled.lap_rows == brought_in.num_rows
    assert brought_in.equals(through_flink.select(own))


def test_the_dump_has_a_file_for_every_topic_with_one_line_for_every_key(finished, laps):
    files = {path.name for path in (finished.folder / "dump").iterdir()}
    assert files == {f"{topic.name}.jsonl" for topic in TOPICS}
    keys = {topic: [topic.key(one) for one in records(finished, topic)] for topic in TOPICS}
    assert [topic for topic, found in keys.items() if len(found) != len(set(found))] == []
    assert keys[RAW] == keys[FIELD] == [str(SESSION)]
    assert keys[DEAD_LETTERS] == []
    assert set(keys[NORMALIZED]) == {":".join(map(str, lap)) for lap in laps}


def test_the_dumped_lap_records_are_the_plain_fold(finished, laps):
    dumped = by_lap(records(finished, NORMALIZED))
    assert {lap: content(one) for lap, one in dumped.items()} == {
        lap: content(one) for lap, one in laps.items()
    }


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "kill"])
def test_an_interrupted_demo_ends_everything_that_it_started(tmp_path, sent):
    place = Place(tmp_path)
    process = place.demo("--headless", "--speed", "1")
    try:
        wait_until(
            lambda: "replaying" in place.screen,
            what="a race under way",
            hint=f"see {tmp_path / 'screen.txt'}",
            timeout_s=PATIENCE_S,
        )
        assert process.poll() is None, place.screen
        assert len(place.processes()) >= 3
        if sent == signal.SIGINT:
            os.killpg(process.pid, sent)
        else:
            process.send_signal(sent)
        assert process.wait(30) == 130, place.screen
        assert place.processes() == []
        assert "everything that was started has ended" in place.screen
    finally:
        process.kill()
        process.wait()
        for left in place.processes():
            left.kill()


def test_a_recording_that_does_not_exist_is_said_before_anything_starts(tmp_path):
    place = Place(tmp_path)
    process = place.demo("--headless", "--recording", "nowhere")
    assert process.wait(PATIENCE_S) == 1
    assert "nowhere: no such folder; expected one with <endpoint>.json.gz files" in place.screen
    assert "Traceback" not in place.screen
    assert not place.run_folder.exists()
