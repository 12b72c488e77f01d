"""Resolvers of the queries: from the view, from the archive, and from the strategy job."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import msgspec
from ariadne import QueryType

from api.archive import Nodes
from api.cards import ModelCard
from api.context import Info
from api.drivers import Driver, drivers_of
from api.replays import replay_of
from api.reports import Report, read_reports
from api.status import SystemStatus, service_version
from api.tail import RECORDS
from schemas import tables
from schemas.circuits import circuit
from schemas.records import (
    Alert,
    DeadLetter,
    Decision,
    Duel,
    FieldRecord,
    LapRecord,
    OptionSet,
    RaceMessage,
    Record,
    ReplayStatus,
    Scenario,
    StrategyReply,
    TrackStatus,
)
from schemas.tables import Table

query = QueryType()

T = TypeVar("T", bound=Record)

OF_THE_VIEW: Final = frozenset(
    {
        "sessions",
        "field",
        "liveOptions",
        "alerts",
        "undercutChance",
        "driver",
        "drivers",
        "decisions",
        "messages",
        "modelCards",
    }
)
"""Fields whose answer follows from the view alone: as long as it does not change, nor do they."""


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A race in short, as the type of the same name in the SDL."""

    session_key: int
    season: int | None
    circuit: str | None
    leader_lap: int
    scheduled_laps: int | None
    track_status: TrackStatus
    last_update_time_ms: int
    is_finished: bool
    time_zone: str | None
    driver_numbers: tuple[int, ...]
    stale: bool

    @classmethod
    def of(cls, field: FieldRecord, *, stale: bool) -> "Session":
        """The race whose field this is."""
        held_at = circuit(field.circuit)
        return cls(
            session_key=field.session_key,
            season=field.season,
            circuit=field.circuit,
            leader_lap=field.leader_lap,
            scheduled_laps=field.scheduled_laps,
            track_status=field.track_status,
            last_update_time_ms=field.caused_by_ingest_time_ms,
            is_finished=field.is_finished,
            time_zone=held_at.time_zone if held_at else None,
            driver_numbers=tuple(car.driver_number for car in field.cars),
            stale=stale,
        )


@query.field("sessions")
def resolve_sessions(_: None, info: Info) -> list[Session]:
    """Every race with a field, the newest update first."""
    stale = not info.context.services.health.state.is_live
    fields = info.context.hub.view.newest(FieldRecord)
    sessions = [Session.of(field, stale=stale) for field in fields]
    return sorted(sessions, key=lambda session: -session.last_update_time_ms)


@query.field("field")
def resolve_field(_: None, info: Info, *, session_key: int) -> FieldRecord | None:
    """The field of one race."""
    return next(iter(info.context.hub.view.newest(FieldRecord, session_key)), None)


@query.field("liveOptions")
def resolve_live_options(
    _: None, info: Info, *, session_key: int, driver_number: int | None = None
) -> list[OptionSet]:
    """The newest option sets of a race, in its order."""
    found = info.context.hub.view.newest(OptionSet, session_key, driver_number)
    return sorted(found, key=lambda options: (options.position, options.driver_number))


@query.field("alerts")
def resolve_alerts(
    _: None,
    info: Info,
    *,
    session_key: int,
    driver_number: int | None = None,
    active_only: bool = True,
) -> list[Alert]:
    """The alerts of a race, the newest first."""
    found = info.context.hub.view.newest(Alert, session_key, driver_number)
    shown = [alert for alert in found if alert.is_active or not active_only]
    return sorted(shown, key=lambda alert: (-(alert.first_time_ms or 0), alert.alert_id))


@query.field("undercutChance")
def resolve_undercut_chance(
    _: None,
    info: Info,
    *,
    session_key: int,
    driver_number: int,
    rival_driver_number: int | None = None,
) -> list[Duel]:
    """The duels in a driver's newest option set."""
    return [
        duel
        for options in info.context.hub.view.newest(OptionSet, session_key, driver_number)
        for duel in options.duels
        if rival_driver_number in (None, duel.rival_driver_number)
    ]


@query.field("driver")
def resolve_driver(_: None, info: Info, *, session_key: int, driver_number: int) -> Driver | None:
    """One car's race so far."""
    laps = info.context.hub.view.newest(LapRecord, session_key, driver_number)
    return next(iter(drivers_of(laps)), None)


@query.field("drivers")
def resolve_drivers(_: None, info: Info, *, session_key: int) -> list[Driver]:
    """Every car's race so far."""
    return drivers_of(info.context.hub.view.newest(LapRecord, session_key))


@query.field("decisions")
def resolve_decisions(
    _: None, info: Info, *, session_key: int, driver_number: int | None = None
) -> list[Decision]:
    """Locks and comments, oldest first."""
    found = info.context.hub.view.newest(Decision, session_key, driver_number)
    return sorted(found, key=_age)


def _age(decision: Decision) -> tuple[int, int, str]:
    comment = decision.comment
    began_ms = comment.written_time_ms if comment else decision.changed_time_ms
    return decision.driver_number, began_ms, decision.decision_id


@query.field("whatIf")
async def resolve_what_if(
    _: None, info: Info, *, session_key: int, driver_number: int, scenario: dict[str, Any]
) -> StrategyReply:
    """The strategy job's answer."""
    context = info.context
    return await context.services.asks.ask(
        session_key,
        driver_number,
        msgspec.convert(scenario, Scenario),
        by=context.user.subject,
        request_id=context.request_id,
    )


def _history(table: Table, record: type[T]) -> Callable[..., Awaitable[Nodes[T]]]:
    """A resolver that reads a table of the lake page by page."""

    async def resolve(
        _: None,
        info: Info,
        *,
        first: int,
        session_key: int | None = None,
        driver_number: int | None = None,
        after: str | None = None,
        version: int | None = None,
    ) -> Nodes[T]:
        return await info.context.services.archive.page(
            table,
            record,
            session_key,
            driver_number,
            first=first,
            after=after,
            version=version,
        )

    return resolve


query.set_field("laps", _history(tables.LAPS, LapRecord))
query.set_field("optionsHistory", _history(tables.OPTIONS, OptionSet))
query.set_field("deadLetters", _history(tables.DEAD_LETTERS, DeadLetter))


@query.field("messages")
def resolve_messages(_: None, info: Info, *, session_key: int) -> list[RaceMessage]:
    """What race control said, the newest first."""
    found = info.context.hub.view.newest(RaceMessage, session_key)
    return sorted(found, key=lambda one: (-one.event_time_ms, one.message_id))


@query.field("replay")
def resolve_replay(_: None, info: Info, *, session_key: int) -> ReplayStatus | None:
    """How far the replay of a race is."""
    return replay_of(info.context.hub, session_key)


@query.field("reports")
async def resolve_reports(_: None, info: Info) -> list[Report]:
    """The reports that were written, the newest first."""
    return await asyncio.to_thread(read_reports, info.context.services.reports)


@query.field("report")
async def resolve_report(_: None, info: Info, *, name: str) -> Report | None:
    """One of them."""
    found = await asyncio.to_thread(read_reports, info.context.services.reports)
    return next((one for one in found if one.name == name), None)


@query.field("modelCards")
def resolve_model_cards(_: None, info: Info) -> tuple[ModelCard, ...]:
    """The cards as they were when the service started."""
    return info.context.services.cards


@query.field("systemStatus")
async def resolve_system_status(_: None, info: Info) -> SystemStatus:
    """The service's own state, and what Flink says."""
    services = info.context.services
    jobs, jobs_error = await services.statuses.jobs()
    return SystemStatus(
        version=service_version(),
        mode=services.statuses.mode,
        started_time_ms=services.statuses.started_time_ms,
        is_live=services.health.state.is_live,
        reason=services.health.state.reason,
        subscribers=services.hub.subscribers,
        topics=services.statuses.topics(list(RECORDS)),
        jobs=jobs,
        jobs_error=jobs_error,
    )
