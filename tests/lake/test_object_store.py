"""The lake in an S3-compatible store, by setting alone: a server on loopback, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from botocore.exceptions import BotoCoreError

from f1strategy.backfill.races import backfill, recordings
from f1strategy.ingest.recording import save
from f1strategy.ingest.simulated import simulate
from f1strategy.lake.latest import latest, rows
from f1strategy.lake.location import SETTING, Lake
from f1strategy.lake.upkeep import compact, stats, vacuum
from f1strategy.lake.writer import TableWriter
from f1strategy.runtime.ports import choose
from f1strategy.runtime.waiting import wait_until
from schemas.tables import LAPS
from tests.lake.builders import batch_of, laps, places

pytestmark = pytest.mark.slow

BUCKET = "races"


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The settings that lead to an empty bucket."""
    (port,) = choose((0,))
    settings = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
    log = tmp_path_factory.mktemp("store") / "server.log"
    command = [sys.executable, "-m", "moto.server", "--host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as run:
        try:
            with pytest.MonkeyPatch.context() as patch:
                for name, value in settings.items():
                    patch.setenv(name, value)
                wait_until(made, what="bucket", hint=f"see {log}", timeout_s=60, every_s=0.2)
                yield settings
        finally:
            run.terminate()


def made():
    try:
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket=BUCKET)
    except BotoCoreError:
        return False
    return True


@pytest.fixture
def lake(store, request):
    """A lake of the test's own, from the setting."""
    found = Lake.from_environment({SETTING: f"s3://{BUCKET}/{request.node.name}"})
    assert found is not None
    return found


def test_two_writers_commit_each_message_once(lake):
    first, second = TableWriter(lake, LAPS), TableWriter(lake, LAPS)
    assert first.append(batch_of(laps(10))) == 10
    assert second.append(batch_of(laps(15))) == 5
    assert first.append(batch_of(laps(20))) == 5
    assert places(rows(lake, LAPS)) == [(0, n) for n in range(20)]
    compacted = compact(lake, LAPS)
    assert (compacted.files_before, compacted.files_after) == (3, 1)
    assert stats(lake, LAPS).rows == 20
    assert vacuum(lake, LAPS) == []


def test_a_race_is_brought_in_and_asked_for_by_the_command_line(lake, store, tmp_path):
    save(simulate(), tmp_path / "race")
    (filled,) = backfill(lake, recordings([tmp_path / "race"]), workers=1)
    assert latest(lake, LAPS).num_rows == filled.lap_rows > 1000
    query = "SELECT count(*) AS laps FROM laps"
    answer = subprocess.run(
        [Path(sys.executable).parent / "f1strategy", "lake", "sql", query, "--as", "csv"],
        env={**os.environ, **store, SETTING: lake.root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.split() == ["laps", str(filled.lap_rows)]
