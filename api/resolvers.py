"""The executable schema: the SDL files bound to the view. Field names are mapped by Ariadne."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import msgspec
from ariadne import QueryType, SubscriptionType, make_executable_schema
from graphql import GraphQLResolveInfo, GraphQLSchema

from api.asks import Asks
from api.hub import Hub
from api.users import User
from api.view import Shown
from schemas.records import (
    Alert,
    Duel,
    FieldRecord,
    OptionSet,
    Scenario,
    StrategyReply,
    TrackStatus,
)
from schemas.sdl import schema_sdl

query = QueryType()
subscription = SubscriptionType()


@dataclass(frozen=True, slots=True)
class Context:
    """What resolvers are given beside their arguments."""

    hub: Hub
    asks: Asks
    user: User


Info = GraphQLResolveInfo[Context]


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
    driver_numbers: tuple[int, ...]

    @classmethod
    def of(cls, field: FieldRecord) -> "Session":
        """The race whose field this is."""
        return cls(
            session_key=field.session_key,
            season=field.season,
            circuit=field.circuit,
            leader_lap=field.leader_lap,
            scheduled_laps=field.scheduled_laps,
            track_status=field.track_status,
            last_update_time_ms=field.caused_by_ingest_time_ms,
            is_finished=field.is_finished,
            driver_numbers=tuple(car.driver_number for car in field.cars),
        )


@query.field("sessions")
def resolve_sessions(_: None, info: Info) -> list[Session]:
    """Every race with a field, the newest update first."""
    sessions = map(Session.of, _hub(info).view.newest(FieldRecord))
    return sorted(sessions, key=lambda session: -session.last_update_time_ms)


@query.field("field")
def resolve_field(_: None, info: Info, *, session_key: int) -> FieldRecord | None:
    """The field of one race."""
    return next(iter(_hub(info).view.newest(FieldRecord, session_key)), None)


@query.field("liveOptions")
def resolve_live_options(
    _: None, info: Info, *, session_key: int, driver_number: int | None = None
) -> list[OptionSet]:
    """The newest option sets of a race, in its order."""
    found = _hub(info).view.newest(OptionSet, session_key, driver_number)
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
    found = _hub(info).view.newest(Alert, session_key, driver_number)
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
        for options in _hub(info).view.newest(OptionSet, session_key, driver_number)
        for duel in options.duels
        if rival_driver_number in (None, duel.rival_driver_number)
    ]


@query.field("whatIf")
async def resolve_what_if(
    _: None, info: Info, *, session_key: int, driver_number: int, scenario: dict[str, Any]
) -> StrategyReply:
    """The strategy job's answer."""
    assumed = msgspec.convert(scenario, Scenario)
    by = info.context.user.subject
    return await info.context.asks.ask(session_key, driver_number, assumed, by)


@subscription.source("optionsUpdated")
def follow_options(
    _: None,
    info: Info,
    *,
    session_key: int | None = None,
    driver_number: int | None = None,
) -> AsyncGenerator[OptionSet, None]:
    """Option sets as they are computed."""
    return _hub(info).follow(OptionSet, session_key, driver_number)


@subscription.source("fieldUpdated")
def follow_field(
    _: None, info: Info, *, session_key: int | None = None
) -> AsyncGenerator[FieldRecord, None]:
    """Fields as they change."""
    return _hub(info).follow(FieldRecord, session_key)


@subscription.source("alertRaised")
def follow_alerts(
    _: None,
    info: Info,
    *,
    session_key: int | None = None,
    driver_number: int | None = None,
) -> AsyncGenerator[Alert, None]:
    """Alerts as they begin and end."""
    return _hub(info).follow(Alert, session_key, driver_number)


@subscription.field("optionsUpdated")
@subscription.field("fieldUpdated")
@subscription.field("alertRaised")
def resolve_update(update: Shown, _: Info, **_arguments: int | None) -> Shown:
    """An update is its own answer."""
    return update


def build_schema() -> GraphQLSchema:
    """The schema that the API serves; a resolver without a field in the SDL fails here."""
    schema: GraphQLSchema = make_executable_schema(
        schema_sdl(), query, subscription, convert_names_case=True
    )
    return schema


def _hub(info: Info) -> Hub:
    return info.context.hub
