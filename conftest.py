"""Lets `make test` run side by side what starts no broker, and the rest by itself afterwards."""

from collections.abc import Sequence

import pytest

HALVES = ("light", "heavy")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--half light|heavy`: without or with a broker or cluster of its own; default: both."""
    help_text = "only tests that start no broker and no cluster (light), or only the others (heavy)"
    parser.addoption("--half", choices=HALVES, help=help_text)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the other half out."""
    half = config.getoption("--half")
    if half is None:
        return
    chosen = [item for item in items if _half_of(item) == half]
    config.hook.pytest_deselected(items=_without(items, chosen))
    items[:] = chosen


def _half_of(item: pytest.Item) -> str:
    return "heavy" if {"stack", "mqtt"} & {mark.name for mark in item.iter_markers()} else "light"


def _without(items: Sequence[pytest.Item], chosen: Sequence[pytest.Item]) -> list[pytest.Item]:
    kept = set(chosen)
    return [item for item in items if item not in kept]
