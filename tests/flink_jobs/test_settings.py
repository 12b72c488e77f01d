"""Settings of the jobs: each from its own variable, and a wrong one is named."""

import dataclasses
import pickle
from typing import Any

import pytest

from f1strategy.artifacts.store import SHIPPED
from f1strategy.models.artifact import CorruptArtifact
from flink_jobs import archive, normalize
from flink_jobs.settings import BadSetting, JobSettings

SERVER = {"LIVEF1_BOOTSTRAP_SERVERS": "broker:9092"}
NUMBERS = {
    "parallelism": ("LIVEF1_PARALLELISM", 1),
    "options_parallelism": ("LIVEF1_OPTIONS_PARALLELISM", 2),
    "max_parallelism": ("LIVEF1_MAX_PARALLELISM", 128),
    "bundle_time_ms": ("LIVEF1_BUNDLE_TIME_MS", 10),
    "bundle_rows": ("LIVEF1_BUNDLE_ROWS", 1000),
    "batch_time_ms": ("LIVEF1_BATCH_TIME_MS", 4),
    "batch_catch_up_ms": ("LIVEF1_BATCH_CATCH_UP_MS", 100),
    "batch_rows": ("LIVEF1_BATCH_ROWS", 2500),
    "checkpoint_interval_ms": ("LIVEF1_CHECKPOINT_INTERVAL_MS", 2000),
    "restart_attempts": ("LIVEF1_RESTART_ATTEMPTS", 60),
    "futures": ("LIVEF1_FUTURES", 100),
    "throttle_ms": ("LIVEF1_THROTTLE_MS", 100),
    "archive_interval_ms": ("LIVEF1_ARCHIVE_INTERVAL_MS", 5000),
    "archive_rows": ("LIVEF1_ARCHIVE_ROWS", 20_000),
    "archive_bytes": ("LIVEF1_ARCHIVE_BYTES", 8 * 1024 * 1024),
}
every_number = pytest.mark.parametrize("field", NUMBERS)


def test_every_setting_but_the_server_has_a_default():
    settings = JobSettings.from_environment(SERVER)
    defaults = {field: default for field, (_, default) in NUMBERS.items()}
    nothing = dict.fromkeys(("lake", "savepoint", "release", "worker_python"), "")
    texts = {"bootstrap_servers": "broker:9092", "models": str(SHIPPED), **nothing}
    assert dataclasses.asdict(settings) == {**texts, **defaults}


def test_the_models_folder_is_read_from_its_variable():
    settings = JobSettings.from_environment({**SERVER, "LIVEF1_MODELS": "elsewhere"})
    assert settings.models == "elsewhere"


def test_the_lake_is_read_from_its_variable_and_the_archive_wants_one():
    settings = JobSettings.from_environment({**SERVER, "LIVEF1_LAKE": "s3://bucket/lake"})
    assert settings.lake == "s3://bucket/lake"
    with pytest.raises(BadSetting, match="LIVEF1_LAKE='': expected a folder or a URL"):
        archive.wired(JobSettings.from_environment(SERVER))


def test_a_job_is_not_wired_with_damaged_models(tmp_path):
    environ = {**SERVER, "LIVEF1_MODELS": str(tmp_path)}
    with pytest.raises(CorruptArtifact, match="manifest"):
        normalize.wired(JobSettings.from_environment(environ))


@every_number
def test_each_number_is_read_from_its_own_variable(field):
    variable, default = NUMBERS[field]
    settings = JobSettings.from_environment({**SERVER, variable: "7"})
    changed: dict[str, Any] = {field: 7}
    assert settings == dataclasses.replace(JobSettings.from_environment(SERVER), **changed)
    assert default != 7


@every_number
@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", " 4", "1_000", "²", "1e3"])
def test_what_is_no_positive_whole_number_is_refused_with_its_variable(field, value):
    variable, _ = NUMBERS[field]
    with pytest.raises(BadSetting) as refusal:
        JobSettings.from_environment({**SERVER, variable: value})
    assert str(refusal.value) == f"{variable}={value!r}: expected a positive whole number"


@pytest.mark.parametrize("environ", [{}, {"LIVEF1_BOOTSTRAP_SERVERS": ""}])
def test_without_a_server_there_are_no_settings(environ):
    with pytest.raises(BadSetting, match="LIVEF1_BOOTSTRAP_SERVERS='': expected host:port"):
        JobSettings.from_environment({"LIVEF1_PARALLELISM": "2", **environ})


def test_several_servers_are_kept_as_they_are():
    servers = "one:9092,two:9092"
    environ = {"LIVEF1_BOOTSTRAP_SERVERS": servers}
    assert JobSettings.from_environment(environ).bootstrap_servers == servers


def test_other_variables_are_nobodys_business():
    other = {"PARALLELISM": "9", "LIVEF1_DATA": "races", "livef1_parallelism": "9"}
    assert JobSettings.from_environment({**SERVER, **other}) == JobSettings("broker:9092")


def test_the_error_survives_pickling():
    error = BadSetting("LIVEF1_PARALLELISM", "many", "a positive whole number")
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own bytes)
    assert (str(copy), copy.name, copy.value) == (str(error), "LIVEF1_PARALLELISM", "many")
