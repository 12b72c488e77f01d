"""The page of settings is what the code says, and leaves no variable out."""

import re

import pytest

from api.settings import PROJECT_ROOT
from api.settings_reference import configuration, job_settings

PAGE = PROJECT_ROOT / "docs" / "configuration.md"
READ = re.compile(r"[\"'](LIVEF1_[A-Z_]+)[\"']")


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == configuration(), "run `make docs`"


@pytest.mark.parametrize("package", ["api", "f1strategy", "flink_jobs", "udfs"])
def test_no_variable_that_is_read_is_left_out(package):
    page = configuration()
    files = (PROJECT_ROOT / package).rglob("*.py")
    read = {name for file in files for name in READ.findall(file.read_text(encoding="utf-8"))}
    # A process's mark, set by the stack for its own children, and an option of one command.
    known = {name for name in read if f"`{name}`" in page} | {"LIVEF1_STACK", "LIVEF1_LIFE"}
    assert read <= known | {"LIVEF1_SESSION", "LIVEF1_SEASON"}, read - known


def test_a_setting_without_a_default_is_required():
    source = 'class JobSettings:\n    a: str\n    """First."""\n    b: int = 3\n    """Two\n    lines."""\n'
    assert job_settings(source) == [
        ("LIVEF1_A", "required", "First."),
        ("LIVEF1_B", "3", "Two lines."),
    ]
