"""Alerts of one driver: raised once with their cause, ended once when the cause is over.

Each kind has a level to begin and a milder one to end, so that noise does not ring the bell twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from msgspec.structs import replace

from f1strategy.strategy.request import OptionsRequest
from schemas.records import Alert, AlertKind, Call, OptionSet, Plan, TrackStatus

THREAT_FROM: Final = 0.5
THREAT_UNTIL: Final = 0.35
"""Chance of the rival's undercut; the base rate of the labelled pairs is 0.44."""
NEAR_S: Final = 5.0
"""A rival within so many seconds that pits concerns this car: an undercut closes no more."""
CLIFF_FROM: Final = 2.5
CLIFF_UNTIL: Final = 1.8
"""Wear against what was expected of the tyre: 2.5 times is beyond the 95 % interval of `WEAR_SD`."""
CLIFF_LEAST_S: Final = 0.12
"""A lap; slower wear is no cliff, whatever was expected."""
OPEN_WITHIN_S: Final = 3.0
"""The window is open while a stop now costs no real place and no more than this."""
STATUSES: Final = frozenset({TrackStatus.SC, TrackStatus.VSC})


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that rings now, or that keeps ringing if it has begun."""

    kind: AlertKind
    text: str
    begins: bool
    rival: int | None = None


@dataclass(slots=True)
class AlertDesk:
    """The alerts that are active."""

    _active: dict[tuple[AlertKind, int | None], Alert] = field(default_factory=dict)

    @property
    def active(self) -> tuple[Alert, ...]:
        """As they stand, seen last included."""
        return tuple(self._active.values())

    def restore(self, alert: Alert) -> None:
        """Take back an alert that `apply` or `stale` returned, the newest of its id."""
        key = (alert.kind, alert.rival_driver_number)
        if alert.is_active:
            self._active[key] = alert
        elif key in self._active and self._active[key].alert_id == alert.alert_id:
            del self._active[key]

    def apply(self, request: OptionsRequest, options: OptionSet) -> tuple[Alert, ...]:
        """What begins and what ends with the newest option set."""
        found = {(one.kind, one.rival): one for one in causes(request, options)}
        changed = []
        for key, alert in list(self._active.items()):
            if key in found:
                self._active[key] = _seen(alert, request)
            else:
                del self._active[key]
                changed.append(replace(alert, is_active=False))
        for key, cause in found.items():
            if cause.begins and key not in self._active:
                self._active[key] = _begun(request, cause)
                changed.append(self._active[key])
        return tuple(changed)

    def stale(self, request: OptionsRequest, silent_s: float) -> tuple[Alert, ...]:
        """The alert that nothing has come for so long since this request, the newest; once."""
        key = (AlertKind.STALE_DATA, None)
        if key in self._active or request.is_out or request.laps_to_go == 0:
            return ()
        text = f"no new lap for {silent_s:.0f} s since lap {request.lap_number}"
        self._active[key] = _begun(request, Cause(AlertKind.STALE_DATA, text, begins=True))
        return (self._active[key],)


def causes(request: OptionsRequest, options: OptionSet) -> Iterator[Cause]:
    """Everything that rings for this car now."""
    if not options.plans:
        return
    best = options.plans[0]
    now = _stopping_now(options)
    yield from _threats(request, options)
    yield from _rivals_in_pit(request)
    yield from _window(options, best, now)
    if options.track_status in STATUSES and now is best:
        text = f"{options.track_status.value}: {options.call_reason}"
        yield Cause(AlertKind.SC_OPPORTUNITY, text, begins=True)
    yield from _cliff(request)


def _threats(request: OptionsRequest, options: OptionSet) -> Iterator[Cause]:
    for duel in options.duels:
        if duel.is_threat and duel.undercut_probability >= THREAT_UNTIL:
            text = (
                f"{request.called(duel.rival_driver_number)} is {duel.gap_s:.1f} s behind; if it stops "
                f"first it comes out ahead with {100 * duel.undercut_probability:.0f} %"
            )
            begins = duel.undercut_probability >= THREAT_FROM
            yield Cause(AlertKind.UNDERCUT_THREAT, text, begins, duel.rival_driver_number)


def _rivals_in_pit(request: OptionsRequest) -> Iterator[Cause]:
    if request.gap_to_leader_s is None:
        return
    for rival in request.rivals:
        gap_s = rival.gap_to_leader_s - request.gap_to_leader_s
        if rival.is_in_pit and abs(gap_s) <= NEAR_S:
            where = "behind" if gap_s >= 0 else "ahead"
            text = f"{request.called(rival.driver_number)}, {abs(gap_s):.1f} s {where}, has pitted"
            yield Cause(AlertKind.RIVAL_PITTED, text, begins=True, rival=rival.driver_number)


def _window(options: OptionSet, best: Plan, now: Plan | None) -> Iterator[Cause]:
    if now is None or not now.is_level_with_best or now.time_to_best_s > 2 * OPEN_WITHIN_S:
        return
    text = f"a stop now costs {now.time_to_best_s:+z.1f} s against {best.label} and no real place"
    yield Cause(AlertKind.WINDOW_OPEN, text, begins=now.time_to_best_s <= OPEN_WITHIN_S)
    if now is best:
        waiting = [
            plan for plan in options.plans[1:] if not _stops_on(plan, options.lap_number + 1)
        ]
        lost = next((plan for plan in waiting if not plan.is_level_with_best), None)
        if lost is not None and options.call is Call.BOX:
            text = (
                f"{options.call_reason}; {lost.label} already costs {lost.regret_places:.1f} places"
            )
            yield Cause(AlertKind.WINDOW_CLOSING, text, begins=True)


def _cliff(request: OptionsRequest) -> Iterator[Cause]:
    race, car, worn_s = request.race, request.car, request.degradation_s_per_lap
    if race is None or car is None or worn_s is None:
        return
    knots = race.wear_s[car.compound]
    expected_s = max(1e-3, (knots[1] - knots[0]) / 5)
    if worn_s >= CLIFF_LEAST_S and worn_s >= CLIFF_UNTIL * expected_s:
        text = f"tyres lose {worn_s:.2f} s a lap at age {request.tyre_age_laps}, expected {expected_s:.2f}"
        yield Cause(AlertKind.TYRE_CLIFF, text, begins=worn_s >= CLIFF_FROM * expected_s)


def _stopping_now(options: OptionSet) -> Plan | None:
    return next((plan for plan in options.plans if _stops_on(plan, options.lap_number + 1)), None)


def _stops_on(plan: Plan, lap_number: int) -> bool:
    return bool(plan.stops) and plan.stops[0].lap_number == lap_number


def _begun(request: OptionsRequest, cause: Cause) -> Alert:
    parts = [
        cause.kind.value,
        str(request.lap_number),
        *([str(cause.rival)] if cause.rival else []),
    ]
    return Alert(
        session_key=request.session_key,
        driver_number=request.driver_number,
        alert_id=":".join(parts),
        kind=cause.kind,
        is_active=True,
        cause=cause.text,
        rival_driver_number=cause.rival,
        first_lap_number=request.lap_number,
        last_lap_number=request.lap_number,
        first_time_ms=request.event_time_ms,
        last_time_ms=request.event_time_ms,
        caused_by_ingest_time_ms=request.caused_by_ingest_time_ms,
    )


def _seen(alert: Alert, request: OptionsRequest) -> Alert:
    return replace(
        alert,
        last_lap_number=request.lap_number,
        last_time_ms=request.event_time_ms,
        caused_by_ingest_time_ms=request.caused_by_ingest_time_ms,
    )
