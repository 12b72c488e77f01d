"""Sources of the subscriptions: changes of the view, each with the place to go on from."""

from collections.abc import AsyncGenerator

from ariadne import SubscriptionType

from api.context import Info
from api.errors import Failed
from api.events import BadEventId, Place, place_of
from api.hub import Delivery
from api.view import Told
from schemas.records import Alert, Decision, FieldRecord, OptionSet, StrategyReply

subscription = SubscriptionType()

KINDS: dict[str, type[Told]] = {
    "optionsUpdated": OptionSet,
    "fieldUpdated": FieldRecord,
    "alertRaised": Alert,
    "decisionChanged": Decision,
    "whatIfSettled": StrategyReply,
}
"""What each subscription is about."""


def _follow(
    info: Info,
    kind: type[Told],
    session_key: int | None,
    driver_number: int | None,
    after: str | None,
) -> AsyncGenerator[Delivery, None]:
    try:
        place: Place | None = None if after is None else place_of(after)
    except BadEventId as error:
        raise Failed("BAD_USER_INPUT", str(error)) from None
    return info.context.hub.follow(kind, session_key, driver_number, place)


@subscription.source("optionsUpdated")
def follow_options(
    _: None,
    info: Info,
    *,
    session_key: int | None = None,
    driver_number: int | None = None,
    after: str | None = None,
) -> AsyncGenerator[Delivery, None]:
    """Option sets as they are computed."""
    return _follow(info, OptionSet, session_key, driver_number, after)


@subscription.source("fieldUpdated")
def follow_field(
    _: None, info: Info, *, session_key: int | None = None, after: str | None = None
) -> AsyncGenerator[Delivery, None]:
    """Fields as they change."""
    return _follow(info, FieldRecord, session_key, None, after)


@subscription.source("alertRaised")
def follow_alerts(
    _: None,
    info: Info,
    *,
    session_key: int | None = None,
    driver_number: int | None = None,
    after: str | None = None,
) -> AsyncGenerator[Delivery, None]:
    """Alerts as they begin and end."""
    return _follow(info, Alert, session_key, driver_number, after)


@subscription.source("decisionChanged")
def follow_decisions(
    _: None,
    info: Info,
    *,
    session_key: int | None = None,
    driver_number: int | None = None,
    after: str | None = None,
) -> AsyncGenerator[Delivery, None]:
    """Locks and comments as they change."""
    return _follow(info, Decision, session_key, driver_number, after)


@subscription.source("whatIfSettled")
async def follow_what_if(
    _: None,
    info: Info,
    *,
    session_key: int | None = None,
    driver_number: int | None = None,
    after: str | None = None,
) -> AsyncGenerator[Delivery, None]:
    """Answers to questions; replies to acts are told as decisions."""
    async for told in _follow(info, StrategyReply, session_key, driver_number, after):
        reply = told.event.record
        if isinstance(reply, StrategyReply) and reply.what_if is not None:
            yield told


def resolve_update(update: Told, _: Info, **_arguments: object) -> Told:
    """An update is its own answer."""
    return update


for _name in KINDS:
    subscription.set_field(_name, resolve_update)
