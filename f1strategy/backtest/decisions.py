"""What the strategy desk would have been told through a past race, lap by lap."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from f1strategy.backtest.records import SESSION_KEY, as_record, driver_numbers
from f1strategy.models.race import Race
from f1strategy.strategy.desk import OptionDesk
from f1strategy.strategy.field import FieldTable
from f1strategy.strategy.forecaster import StrategyModels
from f1strategy.strategy.request import OptionsRequest
from schemas.records import Call, OptionSet

STOP_NOW = frozenset({Call.BOX, Call.COVER})


@dataclass(frozen=True, slots=True)
class Decision:
    """The last word on a lap before the driver ended the next one."""

    driver: str
    lap_number: int
    """Laps completed; a call to stop means the lap after it."""
    request: OptionsRequest
    options: OptionSet
    names: Mapping[int, str]
    """Driver codes by car number."""

    @property
    def says_stop(self) -> bool:
        """Box or cover, at the end of the lap that has begun."""
        return self.options.call in STOP_NOW


def decisions(race: Race, models: StrategyModels, futures: int) -> Iterator[Decision]:
    """Every driver's decisions in order of the laps they are about, as the stream's own code makes them.

    Laps come in order of the line crossings; nothing of a lap is known before it has ended.
    """
    numbers = driver_numbers(race)
    field = FieldTable(SESSION_KEY, models)
    desks: dict[int, OptionDesk] = {}
    names = {number: name for name, number in numbers.items()}
    newest: dict[int, Decision] = {}
    for lap in race.laps:
        for request in field.apply(as_record(race, lap, numbers)).requests:
            number = request.driver_number
            desk = desks.setdefault(number, OptionDesk(SESSION_KEY, number, None, futures))
            desk.apply(request)
            options = desk.answered(request.lap_number)
            if options is None:
                continue
            known = newest.get(number)
            if known is not None and known.lap_number < request.lap_number:
                yield known
            newest[number] = Decision(names[number], request.lap_number, request, options, names)
    yield from newest.values()
