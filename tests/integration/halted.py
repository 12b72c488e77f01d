"""A replay that stands still in the middle of the race while something happens to the stack."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from f1strategy.ingest.replay import Replay


def halted(replay: Replay, meanwhile: Mapping[int, Callable[[], None]]) -> None:
    """Release the race up to each of these laps, do what is to be done there, then release the rest.

    What is done at a lap runs while the jobs are still busy with the rows up to it.
    """
    control = replay.control
    control.pause()
    with ThreadPoolExecutor(1) as pool:
        run = pool.submit(replay.run)
        try:
            for lap, do in meanwhile.items():
                control.seek_lap(lap)
                do()
        finally:
            control.resume()
        run.result()
