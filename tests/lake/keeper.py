"""Upkeep to be killed: `python -m tests.lake.keeper LAKE compact|vacuum|checkpoint`, over and over."""

import itertools
import sys

from f1strategy.lake.location import Lake
from f1strategy.lake.opening import existing_table
from f1strategy.lake.upkeep import compact, vacuum
from schemas.tables import LAPS


def main(root: str, work: str) -> None:
    """Say "ready" once, then work until killed."""
    lake = Lake.at(root)
    for n in itertools.count():
        if work == "compact":
            compact(lake, LAPS)
        elif work == "vacuum":
            vacuum(lake, LAPS, hours=168, dry_run=False)
        else:
            existing_table(lake, LAPS).create_checkpoint()
        if n == 0:
            print("ready", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
