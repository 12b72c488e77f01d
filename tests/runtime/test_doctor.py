"""The doctor, on machines made up for each story."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from f1strategy.cli import doctor as command
from f1strategy.runtime import doctor, stack
from f1strategy.runtime.doctor import GIB, MISSING, NOTE, OK, Check, Machine, examine, is_fit, tools

DOCTOR = Path(doctor.__file__)


class MadeUp(Machine):
    """A fit machine, except for what a test changes."""

    def __init__(self, **changes: str | None) -> None:
        self.answers: dict[str, str | None] = {
            "python3.11": "Python 3.11.9",
            "python3": "Python 3.13.1",
            "javac": "javac 17.0.15",
            "mvn": "\x1b[1mApache Maven 3.9.9 (8e8579a)\x1b[m",
            "node": "v20.20.2",
            "npm": "11.0.0",
            **changes,
        }
        self.ensurepip = True
        self.commands = {"java", "mosquitto", "chromium"}
        self.libraries = {"pango-1.0", "pangoft2-1.0", "harfbuzz-subset"}
        self.memory: int | None = 8 * GIB
        self.disk = 50 * GIB
        self.taken: set[int] = set()

    def run(self, *command: str) -> str | None:
        if command[1] == "-c" and not self.ensurepip:
            return None
        return self.answers.get(command[0])

    def has_command(self, name: str) -> bool:
        return name in self.commands

    def has_library(self, name: str) -> bool:
        return name in self.libraries

    def available_memory_bytes(self) -> int | None:
        return self.memory

    def free_disk_bytes(self, folder: Path) -> int:
        return self.disk

    def port_is_free(self, port: int) -> bool:
        return port not in self.taken


def look(machine: Machine, root: Path, **environ: str) -> dict[str, Check]:
    return {check.name: check for check in examine(machine, environ, root)}


def test_a_fit_machine_lacks_nothing_required(tmp_path):
    checks = look(MadeUp(), tmp_path)
    assert is_fit(list(checks.values()))
    assert checks["Maven"].found == "Maven 3.9.9"
    assert checks["Python"].found == "Python 3.11.9"


@pytest.mark.parametrize(
    ("changes", "name", "found", "remedy"),
    [
        ({"python3.11": None}, "Python", "no python3.11", "python3.11-venv"),
        ({"javac": None}, "Java", "java without a compiler", "openjdk-17-jdk"),
        ({"javac": "javac 11.0.2"}, "Java", "javac 11.0.2, too old", "openjdk-17-jdk"),
        ({"javac": "javac 1.8.0_402"}, "Java", "javac 1.8.0_402, too old", "openjdk-17-jdk"),
        ({"mvn": None}, "Maven", "no mvn", "apt-get install maven"),
        ({"node": None}, "Node", "no node", "Node 20"),
        ({"node": "v18.19.0"}, "Node", "v18.19.0, too old", "Node 20"),
        ({"npm": None}, "Node", "v20.20.2 without npm", "npm"),
    ],
)
def test_a_missing_tool_is_named_with_its_remedy(tmp_path, changes, name, found, remedy):
    check = look(MadeUp(**changes), tmp_path)[name]
    assert (check.state, check.found) == (MISSING, found)
    assert remedy in check.remedy
    assert not is_fit(tools(MadeUp(**changes)))


def test_a_library_that_pdf_needs_is_named_with_its_package(tmp_path):
    machine = MadeUp()
    assert look(machine, tmp_path)["PDF libraries"].state == OK
    machine.libraries.remove("harfbuzz-subset")
    check = look(machine, tmp_path)["PDF libraries"]
    assert check.state == NOTE
    assert check.remedy.endswith("`apt-get install libharfbuzz-subset0`")


def test_a_newer_jdk_and_node_are_welcome(tmp_path):
    checks = look(MadeUp(javac="javac 21.0.4", node="v22.1.0"), tmp_path)
    assert (checks["Java"].state, checks["Node"].state) == (OK, OK)


def test_no_java_at_all_is_told_apart_from_a_missing_compiler(tmp_path):
    machine = MadeUp(javac=None)
    machine.commands.remove("java")
    assert look(machine, tmp_path)["Java"].found == "no java"


def test_python3_will_do_if_it_is_the_right_one(tmp_path):
    machine = MadeUp(**{"python3.11": None, "python3": "Python 3.11.2"})
    assert look(machine, tmp_path)["Python"] == Check("Python", OK, "Python 3.11.2")


def test_a_python_that_cannot_make_environments_is_not_enough(tmp_path):
    machine = MadeUp()
    machine.ensurepip = False
    check = look(machine, tmp_path)["Python"]
    assert check.state == MISSING
    assert "cannot make environments" in check.found


def test_too_little_memory_is_a_reason_to_stop(tmp_path):
    machine = MadeUp()
    machine.memory = 5 * GIB
    check = look(machine, tmp_path)["memory"]
    assert (check.state, check.found) == (MISSING, "5.0 GiB available")


def test_memory_that_the_system_does_not_tell_is_only_noted(tmp_path):
    machine = MadeUp()
    machine.memory = None
    assert look(machine, tmp_path)["memory"].state == NOTE


def test_a_full_disk_matters_only_before_setup(tmp_path):
    machine = MadeUp()
    machine.disk = GIB
    assert look(machine, tmp_path)["disk"].state == MISSING
    (tmp_path / ".venv").mkdir()
    assert look(machine, tmp_path)["disk"].state == OK


def test_a_taken_port_is_no_obstacle(tmp_path):
    machine = MadeUp()
    machine.taken = {9092}
    check = look(machine, tmp_path)["ports"]
    assert (check.state, check.found) == (NOTE, "taken: 9092 (Kafka)")
    assert is_fit([check])


def test_the_ports_looked_at_are_the_ones_that_the_stack_prefers():
    assert {stack.KAFKA_PORT, stack.FLINK_REST_PORT} <= set(doctor.PREFERRED_PORTS)


@pytest.mark.parametrize("command", ["mosquitto", "chromium"])
def test_what_only_tests_need_is_noted_with_its_debian_package(tmp_path, command):
    machine = MadeUp()
    machine.commands.remove(command)
    check = look(machine, tmp_path)[command]
    assert check.state == NOTE
    assert f"apt-get install {command}" in check.remedy


def test_what_was_built_is_seen(tmp_path):
    assert look(MadeUp(), tmp_path)["jars"].state == NOTE
    for built in (".venv/bin/f1strategy", "flink_jobs/target/flink/connector.jar"):
        (tmp_path / built).parent.mkdir(parents=True)
        (tmp_path / built).touch()
    checks = look(MadeUp(), tmp_path)
    assert (checks["Python environment"].state, checks["jars"].state) == (OK, OK)


def test_web_pages_are_looked_for_only_where_there_are_sources(tmp_path):
    assert "web pages" not in look(MadeUp(), tmp_path)
    (tmp_path / "dashboard").mkdir()
    (tmp_path / "dashboard" / "package.json").touch()
    assert look(MadeUp(), tmp_path)["web pages"].state == NOTE


def test_real_races_are_found_where_the_variable_points(tmp_path):
    (tmp_path / "races" / "recordings").mkdir(parents=True)
    check = look(MadeUp(), tmp_path / "project", LIVEF1_DATA=str(tmp_path / "races"))["LIVEF1_DATA"]
    assert (check.state, check.found) == (OK, f"real races in {tmp_path / 'races'}")


def test_without_real_races_the_doctor_says_what_still_works(tmp_path):
    check = look(MadeUp(), tmp_path, LIVEF1_DATA=str(tmp_path / "nowhere"))["LIVEF1_DATA"]
    assert check.state == NOTE
    assert check.found.startswith("no recordings/ in")
    assert "simulated" in check.remedy


def test_the_file_runs_alone_on_the_standard_library():
    """As `make doctor` does before anything is installed: no site-packages, no project."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(DOCTOR), "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert done.returncode == (0 if report["fit"] else 1)
    assert {"Python", "Java", "Maven", "Node"} <= {check["name"] for check in report["checks"]}


def test_asked_for_tools_it_is_silent_when_all_are_there(monkeypatch):
    monkeypatch.setattr(doctor, "Machine", MadeUp)
    lines: list[object] = []
    assert doctor.main(["--tools"], lines.append) == 0
    assert lines == []


def test_asked_for_tools_it_tells_what_is_missing_and_fails(monkeypatch):
    monkeypatch.setattr(doctor, "Machine", lambda: MadeUp(mvn=None))
    lines: list[str] = []
    assert doctor.main(["--tools"], lines.append) == 1
    assert "missing  Maven   no mvn\n         -> `apt-get install maven`" in lines[0]


def test_the_command_ends_with_1_when_something_is_missing(monkeypatch):
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)
    monkeypatch.setattr(doctor, "Machine", lambda: MadeUp(node=None))
    result = CliRunner().invoke(app, ["doctor", "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["fit"] is False


def test_a_command_that_is_not_there_or_fails_says_nothing():
    assert Machine().run("no-such-command-anywhere") is None
    assert Machine().run(sys.executable, "-c", "raise SystemExit(3)") is None
    assert Machine().run(sys.executable, "-c", "print(42)") == "42"


def test_this_machine_answers_every_question(tmp_path):
    machine = Machine()
    assert machine.has_command("sh")
    assert machine.free_disk_bytes(tmp_path) > 0
    assert (machine.available_memory_bytes() or GIB) > 0
