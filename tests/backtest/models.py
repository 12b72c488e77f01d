"""The shipped tyre curves with memories that know nothing yet."""

from f1strategy.artifacts import store
from f1strategy.models.finish_memory import FinishMemory
from f1strategy.models.overtake_memory import OvertakeMemory
from f1strategy.models.pit_loss_memory import PitLossMemory
from f1strategy.models.safety_car_memory import SafetyCarMemory
from f1strategy.models.stationary_memory import StationaryMemory
from f1strategy.strategy.race_models import RaceModels, read_race_models


def some_models() -> RaceModels:
    shipped = read_race_models(store.load(store.SHIPPED))
    return RaceModels(
        shipped.wear,
        PitLossMemory(),
        SafetyCarMemory(),
        OvertakeMemory(),
        FinishMemory(),
        StationaryMemory(),
    )
