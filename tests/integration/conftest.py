"""Embedded stacks for tests that need a real broker and a real cluster."""

import pytest

from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """The addresses and job ids of a stack with both jobs running."""
    with Stack(RunFolder(tmp_path_factory.mktemp("stack"))) as stack:
        yield stack.up()


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    """A stack of this module alone, with both jobs running: for tests that poison or break it."""
    with Stack(RunFolder(tmp_path_factory.mktemp("own-stack"))) as stack:
        stack.up()
        yield stack
