"""Embedded stacks for tests that need a real broker and a real cluster."""

import os

import pytest
from msgspec.structs import replace

from f1strategy.lake.failpoints import SETTING
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.stack import Stack, StackState
from tests.integration.rough_archive import armed

FUTURES = "100" if "LIVEF1_PICTURES" in os.environ else "10"
"""A race at full speed asks for two thousand option sets; test_demo runs one with the usual number, and
pictures are of one."""


def up(
    stack: Stack,
    *,
    spare_slots: int = 0,
    with_jobs: bool = True,
    ha: bool = False,
    **environment: str,
) -> StackState:
    """Start the stack, its option sets from few simulated futures."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {"LIVEF1_FUTURES": FUTURES, **environment}.items():
            patch.setenv(name, value)
        return stack.up(spare_slots=spare_slots, with_jobs=with_jobs, ha=ha)


@pytest.fixture(scope="session")
def deaths(tmp_path_factory):
    """The setting that has the archive of `running` killed in its commits, and the flags of it."""
    return armed(tmp_path_factory.mktemp("deaths"), seed=7)


@pytest.fixture(scope="session")
def running(tmp_path_factory, deaths):
    """The addresses and job ids of a stack with all jobs running, the archive twice: one is a zombie."""
    with Stack(RunFolder(tmp_path_factory.mktemp("stack"))) as stack:
        # Ten races leave 190 MB of state: checkpoints every two seconds would be much of the work.
        rarely = {"LIVEF1_CHECKPOINT_INTERVAL_MS": "5000"}
        state = up(stack, spare_slots=1, **{SETTING: deaths[0], **rarely})
        zombie = stack.submit(state, ("archive",)).jobs["archive"]
        yield replace(state, jobs={**state.jobs, "zombie archive": zombie})


@pytest.fixture(scope="module")
def own_stack(tmp_path_factory):
    """A stack of this module alone, with both jobs running: for tests that poison or break it."""
    with Stack(RunFolder(tmp_path_factory.mktemp("own-stack"))) as stack:
        up(stack)
        yield stack
