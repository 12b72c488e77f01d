"""The images, as far as they show without a container runtime: what each holds is enough for what it runs.

An image's folder is laid out as its Dockerfile says and its commands are run there, where nothing else of
this project can be imported; and nothing of Flink, where the image has it not.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psutil
import pytest
import yaml

from api.settings import PROJECT_ROOT
from f1strategy.runtime.ports import choose
from tests.k8s.image_folders import FOLDER, image

CHART = PROJECT_ROOT / "k8s" / "chart"
COMPOSE = yaml.safe_load((PROJECT_ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
PRODUCTION = yaml.safe_load((CHART / "values" / "production.yaml").read_text(encoding="utf-8"))
NO_FLINK = ("pyflink", "apache_beam", "pemja")
ALONE = """
import sys
from importlib.abc import MetaPathFinder


class Refuse(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ModuleNotFoundError(f"{{name}} is not in this image", name=name)


sys.meta_path = [Refuse(), *(one for one in sys.meta_path if "editable" not in repr(one).lower())]
"""


def alone(folder: Path, refused: tuple[str, ...] = NO_FLINK, **variables: str) -> dict[str, str]:
    """The environment in which Python sees the image's folder and the libraries only."""
    site = folder.parent / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(ALONE.format(refused=refused), encoding="utf-8")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder.parent),
        "PYTHONPATH": f"{site}:{folder}",
        "PYTHONDONTWRITEBYTECODE": "1",
        **variables,
    }


def command(words: list[str]) -> list[str]:
    """What an image runs, with this environment's Python."""
    bin_folder = Path(sys.executable).parent
    known = {"python": sys.executable, "uvicorn": str(bin_folder / "uvicorn")}
    return [known.get(words[0], words[0]), *words[1:]]


def run(
    words: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        words, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def files(folder: Path) -> set[Path]:
    return set(folder.rglob("*"))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.Dockerfile")), ids=lambda path: path.stem)
def test_it_runs_as_nobody_special_and_says_how_it_is(path):
    made = image(path.name.removesuffix(".Dockerfile"))
    assert int(made.user) > 0
    assert made.health_check or path.stem.startswith("tools")


def tools_commands():
    for name, service in COMPOSE["services"].items():
        target = service.get("image", "").removeprefix("livef1strategy/").partition(":")[0]
        if target in ("ingest", "maintenance") and "entrypoint" not in service:
            yield pytest.param(target, service["command"], id=name)
    yield pytest.param("ingest", ["simulate"], id="demo: simulate")
    yield pytest.param("ingest", ["replay"], id="demo: replay")
    live = ["live", *PRODUCTION["ingest"]["args"]]
    yield pytest.param("ingest", live, id="chart: ingest")
    yield pytest.param("maintenance", ["lake", "tend"], id="chart: maintenance")


@pytest.mark.parametrize(("target", "arguments"), list(tools_commands()))
def test_a_command_of_the_tools_is_there(tmp_path, target, arguments):
    made, folder = image("tools", target), tmp_path / "app"
    made.lay_out(folder)
    before = files(folder)
    done = run([*command(made.entry_point), *arguments, "--help"], folder, alone(folder))
    assert done.returncode == 0, done.stderr
    assert f"Usage: f1strategy {arguments[0]}" in done.stdout
    assert files(folder) == before


def test_the_simulated_race_of_the_demo_comes_out_of_the_image_alone(tmp_path):
    made, folder = image("tools", "ingest"), tmp_path / "app"
    made.lay_out(folder)
    words = [*command(made.entry_point), "simulate", "--out", str(tmp_path / "race")]
    done = run(words, tmp_path, alone(folder))
    assert done.returncode == 0, done.stderr
    assert any((tmp_path / "race").iterdir())


def test_the_service_lives_and_its_health_check_says_so(tmp_path):
    made, folder = image("api"), tmp_path / "app"
    made.lay_out(folder)
    port, nothing = map(str, choose([0, 0]))
    environment = alone(
        folder, LIVEF1_MODE="development", LIVEF1_BOOTSTRAP_SERVERS=f"127.0.0.1:{nothing}"
    )
    serving = [port if word == "8000" else word for word in command(made.command)]
    asking = [word.replace(":8000", f":{port}") for word in command(made.health_check)]
    before = files(folder)
    with subprocess.Popen(serving, cwd=folder, env=environment) as process:
        try:
            deadline = time.monotonic() + 60
            while subprocess.run(
                asking, env=environment, capture_output=True, check=False
            ).returncode:
                assert process.poll() is None
                assert time.monotonic() < deadline, "the service did not come up"
                time.sleep(0.5)
            assert httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 503
        finally:
            psutil.Process(process.pid).terminate()
    assert files(folder) == before


@pytest.mark.parametrize("job", ["normalize", "strategy", "archive", "submit"])
def test_the_image_of_the_jobs_has_what_they_import(tmp_path, job):
    made, folder = image("flink"), tmp_path / "app"
    made.lay_out(folder)
    program = f"import flink_jobs.{job}, udfs; print(flink_jobs.{job}.__file__)"
    done = run([sys.executable, "-c", program], folder, alone(folder, refused=()))
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(folder / "flink_jobs" / f"{job}.py")


def test_the_python_of_every_image_is_the_one_that_is_locked_for():
    for path in FOLDER.glob("*.Dockerfile"):
        bases = [line for line in path.read_text(encoding="utf-8").splitlines() if "FROM" in line]
        assert bases[-1].startswith(("FROM python:3.11.", "FROM command"))
