"""Answers the keys of an evaluation: one file of predictions per task."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from f1strategy.models.artifact import CorruptArtifact
from f1strategy.training.collect import answer
from f1strategy.training.laps_table import Race
from f1strategy.training.registry import TASKS
from f1strategy.training.task import KEY, Task


class BadKeys(Exception):
    """A file of keys that cannot be answered; the message says why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Answered:
    """How many keys of a task were answered, and where."""

    task: str
    keys: int
    answered: int
    path: Path


def read_keys(folder: Path) -> dict[str, pd.DataFrame]:
    """Keys per task, from `<task>.parquet` or `<task>.csv`; tasks without a file are absent.

    Raises `BadKeys` for a folder without any, an unreadable file or a missing column.
    """
    found = {}
    for task in TASKS:
        for suffix, reader in ((".parquet", pd.read_parquet), (".csv", pd.read_csv)):
            path = folder / f"{task.name}{suffix}"
            if path.is_file():
                found[task.name] = _read(path, reader, task)
                break
    if not found:
        names = ", ".join(f"{task.name}.parquet" for task in TASKS)
        raise BadKeys(folder, f"holds no keys; expected some of {names}, or .csv")
    return found


def _read(path: Path, reader: Callable[[Path], Any], task: Task[Any]) -> pd.DataFrame:
    try:
        keys: pd.DataFrame = reader(path)
    except (OSError, ValueError) as error:
        raise BadKeys(path, str(error).splitlines()[0]) from error
    missing = [name for name in (*KEY, *task.own_key) if name not in keys.columns]
    if missing:
        raise BadKeys(path, f"lacks the key columns {', '.join(missing)}")
    return keys[[*KEY, *task.own_key]]


def answer_all(
    races: Sequence[Race],
    keys: Mapping[str, pd.DataFrame],
    files: Mapping[str, Mapping[str, bytes]],
    out: Path,
    on_task: Callable[[str], None],
) -> list[Answered]:
    """Write `<task>.parquet` to `out` for every task with keys; raises `CorruptArtifact`.

    `races` are those of the keys and all the history there is, earliest first.
    """
    out.mkdir(parents=True, exist_ok=True)
    done = []
    for task in TASKS:
        if task.name not in keys:
            continue
        on_task(task.name)
        if task.name not in files:
            raise CorruptArtifact(task.name, "not among the models of this folder")
        wanted = keys[task.name]
        found = answer(task, task.read(files[task.name]), races, wanted)
        path = out / f"{task.name}.parquet"
        found.to_parquet(path, index=False)
        done.append(Answered(task.name, len(wanted), int(found.notna().all(axis=1).sum()), path))
    return done
