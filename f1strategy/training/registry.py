"""The tasks that are trained and scored, in the order in which they are trained."""

from typing import Any, Final

from f1strategy.training import (
    finish_position,
    next_lap,
    overtake,
    pit_loss,
    pit_within_3,
    rejoin_position,
    safety_car,
    stationary_stop,
    stint_pace,
    undercut,
)
from f1strategy.training.task import Task

TASKS: Final[tuple[Task[Any], ...]] = (
    next_lap.TASK,
    stint_pace.TASK,
    pit_loss.TASK,
    rejoin_position.TASK,
    undercut.TASK,
    pit_within_3.TASK,
    finish_position.TASK,
    safety_car.TASK,
    overtake.TASK,
    stationary_stop.TASK,
)
