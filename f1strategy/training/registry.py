"""The tasks that are trained and scored, in the order in which they are trained."""

from typing import Any, Final

from f1strategy.training.task import Task

TASKS: Final[tuple[Task[Any], ...]] = ()
