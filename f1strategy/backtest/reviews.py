"""Reviews of many races: worked out in several processes, kept in a folder, each once."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from f1strategy.artifacts import store
from f1strategy.backtest.review import FUTURES, Review, review
from f1strategy.backtest.sessions import read_session
from f1strategy.lake.location import Lake
from f1strategy.strategy.forecaster import StrategyModels, read_strategy_models

WORKERS: Final = 2


def reviews(
    lake: Lake,
    session_keys: Sequence[int],
    folder: Path,
    *,
    futures: int = FUTURES,
    workers: int = WORKERS,
) -> Iterator[Review]:
    """The review of each race, in order; those in the folder are read, the others made and put there.

    So a run that was cut short goes on where it ended. Raises `NoSession`, `CorruptArtifact`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = {key: _kept(_file(folder, key, futures)) for key in session_keys}
    missing = [key for key, one in kept.items() if one is None]
    if not missing:
        yield from (one for one in kept.values() if one is not None)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(missing)), context) as pool:
        made = {key: pool.submit(_reviewed, lake, key, futures) for key in missing}
        try:
            for key, one in kept.items():
                if one is None:
                    found = made[key].result()
                    _keep(_file(folder, key, futures), found)
                    yield found
                else:
                    yield one
        finally:
            pool.shutdown(cancel_futures=True)


def _reviewed(lake: Lake, session_key: int, futures: int) -> Review:
    return review(read_session(lake, session_key), _models(), futures)


def _file(folder: Path, session_key: int, futures: int) -> Path:
    return folder / f"{session_key}-{futures}.json"


def _kept(file: Path) -> Review | None:
    try:
        return msgspec.json.decode(file.read_bytes(), type=Review)
    except (OSError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def _keep(file: Path, found: Review) -> None:
    unfinished = file.with_suffix(".part")
    unfinished.write_bytes(msgspec.json.encode(found))
    unfinished.replace(file)


@lru_cache(maxsize=1)
def _models() -> StrategyModels:
    return read_strategy_models(store.load(store.SHIPPED))
