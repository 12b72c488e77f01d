"""Starts the lake's upkeep beside a stack, as a process of that stack."""

import sys
from pathlib import Path
from typing import Final

from f1strategy.runtime.processes import start
from f1strategy.runtime.stack import Stack, StackState

EVERY_S: Final = 60


def start_tending(stack: Stack, state: StackState) -> None:
    """Have the lake looked after every minute, for as long as the stack is up."""
    command = Path(sys.executable).parent / "f1strategy"
    started = start(
        "upkeep",
        [str(command), "lake", "tend", "--lake", state.lake, "--every-s", str(EVERY_S)],
        log=stack.folder.logs / "upkeep.log",
        mark=state.mark,
    )
    stack.keep(started)
