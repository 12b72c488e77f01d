"""A rough time for the archive: killed in its commits, doubled, its tables compacted and vacuumed meanwhile."""

import random
import threading
from contextlib import contextmanager

from f1strategy.lake.errors import NoTable
from f1strategy.lake.location import Lake
from f1strategy.lake.upkeep import compact, vacuum
from schemas.tables import TABLES

POINTS = ("W1", "W2", "W3")
LATEST_PASSAGE = 9
TIDY_EVERY_S = 60.0


def armed(folder, seed):
    """A value of `LIVEF1_FAILPOINT` that kills once at every point, and the flags that tell of it."""
    rng = random.Random(seed)
    flags = [folder / point for point in POINTS]
    passages = [rng.randint(2, LATEST_PASSAGE) for _ in flags]
    points = zip(POINTS, passages, flags, strict=True)
    return ",".join(f"{point}:{passage}:{flag}" for point, passage, flag in points), flags


@contextmanager
def kept_tidy(lake: Lake, every_s: float = TIDY_EVERY_S):
    """Compaction and vacuum over and over, beside whoever writes."""
    stop = threading.Event()
    failures: list[Exception] = []

    def tidy():
        while not stop.wait(every_s):
            for table in TABLES:
                try:
                    compact(lake, table)
                    vacuum(lake, table, dry_run=False)
                except NoTable:
                    continue
                except Exception as error:
                    failures.append(error)
                    return

    thread = threading.Thread(target=tidy)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    assert failures == []
