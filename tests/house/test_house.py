"""The project keeps its own house rules (docs/architecture.md and CONTRIBUTING.md state them)."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import rules

ROOT = Path(__file__).parents[2]
PACKAGES = ("schemas", "f1strategy", "udfs", "flink_jobs", "api")
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/architecture.md", "docs/records.md")


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """Every file that git tracks or would track, so that a new file is judged before its commit."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = sorted(name for name in listing.stdout.splitlines() if (ROOT / name).is_file())
    assert "pyproject.toml" in files
    return files


def texts(paths: list[str]) -> dict[str, str]:
    """The text files among the paths."""
    found = {}
    for path in paths:
        content = (ROOT / path).read_bytes()
        if b"\0" not in content:
            found[path] = content.decode(errors="replace")
    return found


def modules(tracked: list[str], *packages: str) -> dict[str, str]:
    chosen = [path for path in tracked if path.endswith(".py") and path.split("/")[0] in packages]
    assert chosen, f"no modules in {packages}"
    return texts(chosen)


def test_the_import_rules_hold():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_a_forbidden_import_breaks_the_import_rules(tmp_path):
    """The same contracts over a small house in which a pure room reaches for the network."""
    for package in PACKAGES:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    rooms = sorted(path.parent for path in (ROOT / "f1strategy").glob("*/__init__.py"))
    for room in (path.name for path in rooms):
        (tmp_path / "f1strategy" / room).mkdir()
        (tmp_path / "f1strategy" / room / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    (tmp_path / "f1strategy" / "timing" / "laps.py").write_text("import httpx\n")
    script = (
        "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"{script}; lint_imports_command(['--no-cache'])"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "f1strategy.timing.laps -> httpx" in done.stdout
    assert "1 broken" in done.stdout


def test_no_module_is_above_400_lines(tracked):
    code = [path for path in tracked if path.endswith((".py", ".ts", ".tsx", ".java"))]
    assert rules.too_long(texts(code)) == []


def test_no_module_is_named_for_nothing(tracked):
    code = [path for path in tracked if path.endswith((".py", ".ts", ".tsx", ".java"))]
    assert rules.catch_all_names(code) == []


def test_every_public_module_class_and_function_says_what_it_is_for(tracked):
    assert rules.without_docstring(modules(tracked, *PACKAGES)) == []


def test_every_output_tag_is_consumed_by_a_job(tracked):
    operators, jobs = modules(tracked, "udfs"), modules(tracked, "flink_jobs")
    assert "OutputTag(" in "".join(operators.values())
    assert rules.unconsumed_tags(operators, jobs) == []


def test_every_operator_of_a_job_has_a_uid(tracked):
    assert rules.without_uid(modules(tracked, "flink_jobs")) == []


def test_no_file_names_a_machine_or_a_package_registry(tracked):
    assert rules.places_of_one_machine(texts(tracked)) == []


def test_no_race_data_is_in_the_repository(tracked):
    assert rules.data_files(tracked) == []


def test_every_dependency_is_locked_with_a_hash(tracked):
    for lock in (
        "requirements/build.lock",
        "requirements/dev.lock",
        "requirements/runtime.lock",
        "requirements/services.lock",
    ):
        pins = [line for line in (ROOT / lock).read_text().splitlines() if "==" in line]
        unhashed = [line for line in pins if not line.startswith("#") and not line.endswith("\\")]
        assert pins
        assert unhashed == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_in_the_pages_exists(page):
    makefile = (ROOT / "Makefile").read_text()
    assert rules.commands_not_in_makefile((ROOT / page).read_text(), makefile) == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_in_the_pages_leads_somewhere(page):
    assert rules.broken_links(ROOT / page, ROOT) == []


def test_every_target_is_explained_by_make_help():
    makefile = (ROOT / "Makefile").read_text()
    assert rules.targets_without_help(makefile) == []
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert all(f"make {target} " in shown.stdout for target in ("setup", "demo", "test", "check"))


def test_ci_runs_what_the_readme_tells_people_to_run():
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111, ".ci/run is not executable"
    readme = (ROOT / "README.md").read_text()
    assert "make test" in readme
    assert {"make check", "make test"} <= set(
        script.read_text().replace("timeout 75m ", "").split("\n")
    )
