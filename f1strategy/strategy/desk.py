"""One driver's desk: answers requests and stays silent when there is nothing new to say."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import msgspec

from f1strategy.simulation.race_now import RaceNow
from f1strategy.strategy.alerts import AlertDesk
from f1strategy.strategy.free_air import Stops
from f1strategy.strategy.options import option_set, simulated
from f1strategy.strategy.plan_records import from_now
from f1strategy.strategy.ranking import FUTURES, Outcome
from f1strategy.strategy.request import OptionsRequest
from schemas import codec
from schemas.records import Alert, OptionSet, Trigger

NOT_CONTENT: Final = {
    "revision": 0,
    "field_revision": 0,
    "caused_by_ingest_time_ms": 0,
    "event_time_ms": None,
    "trigger": Trigger.NEW_LAP,
    "call_reason": "",
    "compute_ms": None,
}
ALERT: Final = "alert:"
"""Names the state entries of alerts; the others are laps."""


@dataclass(frozen=True, slots=True)
class Decided:
    """State to write, the option set to publish, None if it says what was said before, and alerts."""

    to_store: tuple[tuple[str, bytes], ...] = ()
    options: OptionSet | None = None
    alerts: tuple[Alert, ...] = ()


SETS_OF_A_FIELD: Final = 100
"""More than a car is ever answered about one field."""


@dataclass(slots=True)
class OptionDesk:
    """What one driver was answered last, lap by lap.

    now_s: a clock, to tell how long an answer took. futures: simulated futures per plan.
    """

    session_key: int
    driver_number: int
    now_s: Callable[[], float] | None = None
    futures: int = FUTURES
    _answered: dict[int, OptionSet] = field(default_factory=dict)
    _alerts: AlertDesk = field(default_factory=AlertDesk)
    _last: tuple[RaceNow, Stops | None, int, Outcome | None] | None = None

    def restore(self, key: str, value: bytes) -> None:
        """Take back one entry that `apply` gave to store."""
        if key.startswith(ALERT):
            self._alerts.restore(codec.decode(value, Alert))
            return
        self._answered[int(key)] = codec.decode(value, OptionSet)

    def apply(self, request: OptionsRequest) -> Decided:
        """Answer one request. A request about an older field than the answered one is dropped."""
        before = self._answered.get(request.lap_number)
        if before is not None and request.field_revision < before.field_revision:
            return Decided()
        options = self._timed(request)
        is_newest = request.lap_number >= max(self._answered, default=0)
        alerts = self._alerts.apply(request, options) if is_newest else ()
        stored = [
            (ALERT + alert.alert_id, codec.encode(alert))
            for alert in dict.fromkeys((*self._alerts.active, *alerts))
        ]
        if before is not None and _content(options) == _content(before):
            return Decided(tuple(stored), None, alerts)
        self._answered[request.lap_number] = options
        stored.append((str(request.lap_number), codec.encode(options)))
        return Decided(tuple(stored), options, alerts)

    def stale(self, request: OptionsRequest, silent_s: float) -> Decided:
        """Nothing has come for so long since the newest request."""
        alerts = self._alerts.stale(request, silent_s)
        stored = [(ALERT + alert.alert_id, codec.encode(alert)) for alert in alerts]
        return Decided(tuple(stored), None, alerts)

    def plan_followed(self, request: OptionsRequest) -> Stops | None:
        """The best plan of the lap before, as far as it is still to come.

        A stop that was due and has not been made is due now: a call that is not followed stands until
        another plan is really better.
        """
        earlier = self._lap_before(request)
        plans = earlier.plans if earlier is not None else ()
        if not plans:
            return None
        stops = from_now(request.lap_number, plans[0].stops)
        passed = [stop for stop in stops if stop[0] < 0]
        to_come = tuple(stop for stop in stops if stop[0] >= 0)
        if passed and not _has_stopped(request, passed[-1]):
            return ((0, passed[-1][1]), *(stop for stop in to_come if stop[0] > 0))
        return to_come

    def _revision(self, request: OptionsRequest) -> int:
        """Of the field's revision, and of how many sets came from the same field before.

        Counting what was published would not do: a job that recovers may publish fewer sets than it had, and what comes then
        would look old to whoever knows the others. The field counts the same again.
        """
        same = (
            one.revision
            for one in self._answered.values()
            if one.field_revision == request.field_revision
        )
        return 1 + max(same, default=SETS_OF_A_FIELD * request.field_revision - 1)

    def _lap_before(self, request: OptionsRequest) -> OptionSet | None:
        earlier = [lap for lap in self._answered if lap < request.lap_number]
        return self._answered[max(earlier)] if earlier else None

    def answered(self, lap_number: int) -> OptionSet | None:
        """What was answered last for this lap."""
        return self._answered.get(lap_number)

    @property
    def newest(self) -> OptionSet | None:
        """The answer for the newest lap."""
        return self._answered[max(self._answered)] if self._answered else None

    def _timed(self, request: OptionsRequest) -> OptionSet:
        begin_s = self.now_s() if self.now_s else None
        earlier = self._lap_before(request)
        call = earlier.call if earlier is not None and _is_same_stint(request, earlier) else None
        options = option_set(request, self._simulated(request), self._revision(request), call)
        if begin_s is None or self.now_s is None:
            return options
        took_ms = round(1000 * (self.now_s() - begin_s))
        return msgspec.structs.replace(options, compute_ms=took_ms)

    def _simulated(self, request: OptionsRequest) -> Outcome | None:
        if request.race is None:
            return None
        incumbent = self.plan_followed(request)
        asked = (request.race, incumbent, request.lap_number)
        if self._last is None or self._last[:3] != asked:
            self._last = (*asked, simulated(request, incumbent, self.futures))
        return self._last[3]


def _has_stopped(request: OptionsRequest, stop: tuple[int, int]) -> bool:
    """On new tyres since that stop, a lap given or taken."""
    return request.tyre_age_laps is None or request.tyre_age_laps <= -stop[0] + 1


def _is_same_stint(request: OptionsRequest, earlier: OptionSet) -> bool:
    if request.tyre_age_laps is None or earlier.tyre_age_laps is None:
        return request.compound == earlier.compound
    return request.tyre_age_laps > earlier.tyre_age_laps


def _content(options: OptionSet) -> OptionSet:
    return msgspec.structs.replace(options, **NOT_CONTENT)
