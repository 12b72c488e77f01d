"""Compiles the simulator before the first question, so that nobody waits for it in a race."""

from f1strategy.simulation.race_now import CarNow, RaceNow
from f1strategy.simulation.setup import COMPOUNDS
from f1strategy.simulation.tyres import MEDIUM
from f1strategy.strategy.ranking import outcome

KNOTS = tuple(0.25 * at for at in range(17))


def warm_up() -> None:
    """Simulate two cars for five laps, once: milliseconds when compiled code is at hand."""
    cars = tuple(
        CarNow(name, name, at, 90.0, 0.1, MEDIUM, 5, 1 << MEDIUM, 0.001, is_running=True)
        for at, name in enumerate("AB")
    )
    race = RaceNow(
        laps=5,
        lap_time_s=90.0,
        fuel_s_per_lap=0.06,
        pit_loss_s=21.0,
        sc_pit_factor=0.7,
        vsc_pit_factor=0.7,
        sc_hazard=0.005,
        vsc_hazard=0.003,
        pass_log_odds=0.0,
        traffic_s=0.7,
        wear_s=(KNOTS,) * len(COMPOUNDS),
        wear_sd=0.3,
        cars=cars,
    )
    outcome(race, "A", seed=1, futures=2)


if __name__ == "__main__":
    warm_up()
