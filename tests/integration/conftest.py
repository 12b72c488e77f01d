"""Embedded stacks for tests that need a real broker and a real cluster."""

import pytest

from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack, StackState

FUTURES = "10"
"""A race at full speed asks for two thousand option sets; test_demo runs one with the usual number."""


def up(stack: Stack) -> StackState:
    """Start the stack, its option sets from few simulated futures."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIVEF1_FUTURES", FUTURES)
        return stack.up()


@pytest.fixture(scope="session")
def running(tmp_path_factory):
    """The addresses and job ids of a stack with both jobs running."""
    with Stack(RunFolder(tmp_path_factory.mktemp("stack"))) as stack:
        yield up(stack)


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    """A stack of this module alone, with both jobs running: for tests that poison or break it."""
    with Stack(RunFolder(tmp_path_factory.mktemp("own-stack"))) as stack:
        up(stack)
        yield stack
