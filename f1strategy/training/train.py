"""Trains every model on a table of history, in one go, and leaves a folder of artifacts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from f1strategy.artifacts.store import as_json
from f1strategy.training import wear
from f1strategy.training.collect import lessons
from f1strategy.training.laps_table import Race
from f1strategy.training.registry import TASKS
from f1strategy.training.task import Task

MEMORY: Final = "memory.json"
SEED: Final = 2025


@dataclass(frozen=True, slots=True)
class Step:
    """One model to train: its name, and what makes its files from the races and a seed."""

    name: str
    train: Callable[[Sequence[Race], int], dict[str, bytes]]


def steps(only: Sequence[str] = ()) -> list[Step]:
    """Every model, or those named; raises `UnknownModel`."""
    everything = [Step("degradation", wear.train), *(_step(task) for task in TASKS)]
    names = [step.name for step in everything]
    for name in only:
        if name not in names:
            raise UnknownModel(name, names)
    return [step for step in everything if not only or step.name in only]


class UnknownModel(Exception):
    """There is no model of this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        return f"no model is called {self.name!r}; there are {', '.join(self.known)}"


def train(
    races: Sequence[Race], seed: int, only: Sequence[str] = ()
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Name and files of one model after the other; the races are those to learn from."""
    for step in steps(only):
        yield step.name, step.train(races, seed)


def _step(task: Task[Any]) -> Step:
    def fit(races: Sequence[Race], seed: int) -> dict[str, bytes]:
        rows, memory = lessons(task, races)
        return {**task.fit(rows, seed).files(), MEMORY: as_json(memory.to_json())}

    return Step(task.name, fit)
