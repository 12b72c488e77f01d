"""Says what this machine lacks for `make demo` and `make test`, and how to get it.

Runs before anything is installed (`python3 f1strategy/runtime/doctor.py`), so it uses the standard
library only and any Python 3.8 or later can read it.
"""

from __future__ import annotations

import ctypes.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

PROJECT_ROOT = Path(__file__).resolve().parents[2]

PYTHON = (3, 11)
JAVA_MAJOR = 17
NODE_MAJOR = 20
GIB = 1024**3
STACK_MEMORY_GIB = 6
"""The bound that the embedded broker, cluster and workers keep together."""
SETUP_DISK_GIB = 8
"""`make setup` fills 3.4 GiB with packages and 0.1 with jars, the download caches as much again."""
PREFERRED_PORTS = {9092: "Kafka", 8081: "Flink", 8000: "the API"}

PDF_LIBRARIES = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}

OK, MISSING, NOTE = "ok", "missing", "note"


class Check(NamedTuple):
    """One thing looked at: `state` is ok, missing (required) or note (good to know)."""

    name: str
    state: str
    found: str
    remedy: str = ""


class Machine:
    """What the checks ask the machine; a test asks a made-up one."""

    def run(self, *command: str) -> str | None:
        """What a command prints, None if it is not there or fails."""
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return None
        return (done.stdout + done.stderr).strip() if done.returncode == 0 else None

    def has_command(self, name: str) -> bool:
        """Whether a command is on the path or where Debian keeps daemons."""
        daemons = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
        return shutil.which(name, path=daemons) is not None

    def available_memory_bytes(self) -> int | None:
        """Memory that new processes can have; None where the system does not say."""
        try:
            lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        except OSError:
            return None
        kibibytes = {name: value.split()[0] for name, value in (x.split(":") for x in lines)}
        return int(kibibytes["MemAvailable"]) * 1024

    def free_disk_bytes(self, folder: Path) -> int:
        """Room on the disk that holds this folder."""
        return shutil.disk_usage(folder).free

    def port_is_free(self, port: int) -> bool:
        """Whether nobody listens on this port of the loopback interface."""
        with socket.socket() as caller:
            caller.settimeout(0.5)
            return caller.connect_ex(("127.0.0.1", port)) != 0

    def has_library(self, name: str) -> bool:
        """Whether the dynamic linker finds a library."""
        return ctypes.util.find_library(name) is not None


def first_number(text: str | None, pattern: str = r"(\d+)") -> int | None:
    """The first whole number that a version text shows, None if there is none.

    >>> first_number("v20.20.2"), first_number(None), first_number("javac 17.0.15")
    (20, None, 17)
    """
    match = re.search(pattern, text or "")
    return int(match.group(1)) if match else None


def _python(machine: Machine) -> Check:
    wanted = ".".join(map(str, PYTHON))
    remedy = f"install Python {wanted} with venv: `apt-get install python{wanted}-venv`, or pyenv"
    for command in (f"python{wanted}", "python3"):
        version = machine.run(command, "--version")
        if version is None or not version.startswith(f"Python {wanted}."):
            continue
        if machine.run(command, "-c", "import ensurepip, venv") is None:
            return Check("Python", MISSING, f"{version}, which cannot make environments", remedy)
        return Check("Python", OK, version)
    return Check("Python", MISSING, f"no python{wanted}", remedy)


def _java(machine: Machine) -> Check:
    remedy = f"install a JDK {JAVA_MAJOR}: `apt-get install openjdk-{JAVA_MAJOR}-jdk-headless`"
    version = machine.run("javac", "-version")
    major = first_number(version)
    if major is None:
        runtime = "java without a compiler" if machine.has_command("java") else "no java"
        return Check("Java", MISSING, runtime, remedy)
    if major < JAVA_MAJOR:
        return Check("Java", MISSING, f"{version}, too old", remedy)
    return Check("Java", OK, str(version))


def _maven(machine: Machine) -> Check:
    version = machine.run("mvn", "-q", "--version")
    if version is None:
        return Check("Maven", MISSING, "no mvn", "`apt-get install maven`")
    match = re.search(r"\d+\.\d+\.\d+", version)
    return Check("Maven", OK, f"Maven {match.group(0)}" if match else version.splitlines()[0])


def _node(machine: Machine) -> Check:
    remedy = f"install Node {NODE_MAJOR} with npm: Debian's `nodejs npm` if new enough, or nvm"
    version = machine.run("node", "--version")
    major = first_number(version)
    if major is None:
        return Check("Node", MISSING, "no node", remedy)
    if major < NODE_MAJOR:
        return Check("Node", MISSING, f"{version}, too old", remedy)
    npm = machine.run("npm", "--version")
    if npm is None:
        return Check("Node", MISSING, f"{version} without npm", remedy)
    return Check("Node", OK, f"{version}, npm {npm}")


def _memory(machine: Machine) -> Check:
    available = machine.available_memory_bytes()
    if available is None:
        return Check("memory", NOTE, "unknown", f"the stack needs up to {STACK_MEMORY_GIB} GiB")
    found = f"{available / GIB:.1f} GiB available"
    if available < STACK_MEMORY_GIB * GIB:
        remedy = f"close something: the stack needs up to {STACK_MEMORY_GIB} GiB"
        return Check("memory", MISSING, found, remedy)
    return Check("memory", OK, found)


def _disk(machine: Machine, root: Path) -> Check:
    free = machine.free_disk_bytes(root)
    found = f"{free / GIB:.1f} GiB free"
    if free < SETUP_DISK_GIB * GIB and not (root / ".venv").is_dir():
        remedy = f"make room: setup and a race take up to {SETUP_DISK_GIB} GiB"
        return Check("disk", MISSING, found, remedy)
    return Check("disk", OK, found)


def _for_tests(machine: Machine, command: str, package: str, use: str) -> Check:
    if machine.has_command(command):
        return Check(command, OK, "found")
    return Check(command, NOTE, "not found", f"{use}: `apt-get install {package}`")


def _pdf(machine: Machine) -> Check:
    missing = [package for name, package in PDF_LIBRARIES.items() if not machine.has_library(name)]
    if not missing:
        return Check("PDF libraries", OK, "found")
    remedy = f"`f1strategy report` makes PDF with them: `apt-get install {' '.join(missing)}`"
    return Check("PDF libraries", NOTE, "not all found", remedy)


def _ports(machine: Machine) -> Check:
    taken = [port for port in PREFERRED_PORTS if not machine.port_is_free(port)]
    if not taken:
        return Check("ports", OK, f"{', '.join(map(str, PREFERRED_PORTS))} free")
    found = ", ".join(f"{port} ({PREFERRED_PORTS[port]})" for port in taken)
    return Check("ports", NOTE, f"taken: {found}", "nothing to do: another port is chosen")


def _built(name: str, pattern: str, root: Path) -> Check:
    if any(root.glob(pattern)):
        return Check(name, OK, "built")
    return Check(name, NOTE, "not built yet", "`make setup` builds it")


def _data(environ: dict[str, str], root: Path) -> Check:
    named = environ.get("LIVEF1_DATA")
    folder = Path(named) if named else root.parent / "shared" / "data"
    if (folder / "recordings").is_dir():
        return Check("LIVEF1_DATA", OK, f"real races in {folder}")
    found = f"no recordings/ in {named}" if named else "not set"
    remedy = (
        "the simulated race needs none, and `f1strategy fetch` gets real ones; "
        "without them run `make test ARGS='-m \"not data\"'`"
    )
    return Check("LIVEF1_DATA", NOTE, found, remedy)


def tools(machine: Machine) -> list[Check]:
    """What must be installed before `make setup` can work."""
    return [_python(machine), _java(machine), _maven(machine), _node(machine)]


def examine(machine: Machine, environ: dict[str, str], root: Path = PROJECT_ROOT) -> list[Check]:
    """Every check, the required ones first."""
    checks = [
        *tools(machine),
        _memory(machine),
        _disk(machine, root),
        _ports(machine),
        _for_tests(machine, "mosquitto", "mosquitto", "tests of the live feed start a real broker"),
        _for_tests(machine, "chromium", "chromium", "tests of the web pages use a browser"),
        _pdf(machine),
        _built("Python environment", ".venv/bin/f1strategy", root),
        _built("jars", "flink_jobs/target/flink/*.jar", root),
    ]
    if (root / "dashboard" / "package.json").is_file():
        checks.append(_built("web pages", "dashboard/dist/*.html", root))
    return [*checks, _data(environ, root)]


def is_fit(checks: Sequence[Check]) -> bool:
    """Whether nothing required is missing."""
    return all(check.state != MISSING for check in checks)


def as_text(checks: Sequence[Check]) -> str:
    """The checks for people: a line each, the remedy below what needs one.

    >>> print(as_text([Check("Maven", MISSING, "no mvn", "`apt-get install maven`")]))
    missing  Maven  no mvn
             -> `apt-get install maven`
    """
    width = max(len(check.name) for check in checks)
    lines: list[str] = []
    for check in checks:
        lines.append(f"{check.state:<8} {check.name:<{width}}  {check.found}")
        if check.state != OK:
            lines.append(f"{'':<8} -> {check.remedy}")
    return "\n".join(lines)


def as_json(checks: Sequence[Check]) -> str:
    """The checks for programs."""
    return json.dumps(
        {"fit": is_fit(checks), "checks": [check._asdict() for check in checks]}, indent=2
    )


def main(arguments: Sequence[str], write: Callable[[str], object] = print) -> int:
    """Examine this machine; 0 when it is fit, 1 when something required is missing."""
    machine = Machine()
    only_tools = "--tools" in arguments
    checks = tools(machine) if only_tools else examine(machine, dict(os.environ))
    fit = is_fit(checks)
    if "--json" in arguments:
        write(as_json(checks))
    elif not (fit and only_tools):
        write(as_text(checks))
    return 0 if fit else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
