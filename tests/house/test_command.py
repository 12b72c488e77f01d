"""The pages show the command line as it is."""

from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from f1strategy.cli.main import app
from tests.house import rules
from tests.house.test_house import PAGES, ROOT


@pytest.fixture(scope="module")
def commands() -> dict[str, list[str]]:
    """Every subcommand with its options."""
    program = get_command(app)
    assert isinstance(program, TyperGroup)
    return {
        name: ["--help", *(option for parameter in command.params for option in parameter.opts)]
        for name, command in program.commands.items()
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_subcommand_and_option_in_a_page_exists(page, commands):
    assert rules.unknown_to_the_command((ROOT / page).read_text(), commands) == []


def test_every_subcommand_is_in_the_readme(commands):
    readme = Path(ROOT / "README.md").read_text()
    assert [
        name for name in commands if f"`{name}`" not in readme and f" {name}" not in readme
    ] == []
