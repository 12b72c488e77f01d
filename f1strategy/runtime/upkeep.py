"""Starts the lake's upkeep beside a stack, as a process of that stack."""

import sys
from pathlib import Path
from typing import Final

from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.processes import Started, start
from f1strategy.runtime.stack import StackState

EVERY_S: Final = 60


def start_tending(folder: RunFolder, state: StackState) -> Started:
    """Have sessions compacted when they have ended, for as long as the stack is up."""
    command = Path(sys.executable).parent / "f1strategy"
    return start(
        "upkeep",
        [str(command), "lake", "tend", "--lake", state.lake, "--every-s", str(EVERY_S)],
        log=folder.logs / "upkeep.log",
        mark=state.mark,
    )
