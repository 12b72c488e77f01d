"""Sources of the subscriptions: changes of the view, each with the place to go on from."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from ariadne import SubscriptionType

from api.context import Info
from api.errors import Failed
from api.events import BadEventId, Place, place_of
from api.hub import Delivery
from api.view import Told
from schemas.records import (
    Alert,
    Decision,
    FieldRecord,
    OptionSet,
    RaceMessage,
    ReplayStatus,
    StrategyReply,
)

subscription = SubscriptionType()

KINDS: dict[str, type[Told]] = {
    "optionsUpdated": OptionSet,
    "fieldUpdated": FieldRecord,
    "alertRaised": Alert,
    "decisionChanged": Decision,
    "whatIfSettled": StrategyReply,
    "messageSent": RaceMessage,
    "replayChanged": ReplayStatus,
}
"""What each subscription is about."""


Source = Callable[..., AsyncGenerator[Delivery, None]]


def _source(kind: type[Told]) -> Source:
    def follow(
        _: None,
        info: Info,
        *,
        session_key: int | None = None,
        driver_number: int | None = None,
        after: str | None = None,
    ) -> AsyncGenerator[Delivery, None]:
        try:
            place: Place | None = None if after is None else place_of(after)
        except BadEventId as error:
            raise Failed("BAD_USER_INPUT", str(error)) from None
        told = info.context.hub.follow(kind, session_key, driver_number, place)
        return _answers(told) if kind is StrategyReply else told

    return follow


async def _answers(
    deliveries: AsyncGenerator[Delivery, None],
) -> AsyncGenerator[Delivery, None]:
    """Answers to questions; replies to acts are told as decisions."""
    async with aclosing(deliveries) as told:
        async for delivery in told:
            reply = delivery.event.record
            if isinstance(reply, StrategyReply) and reply.what_if is not None:
                yield delivery


def resolve_update(update: Told, _: Info, **_arguments: object) -> Told:
    """An update is its own answer."""
    return update


for _name, _kind in KINDS.items():
    subscription.set_source(_name, _source(_kind))
    subscription.set_field(_name, resolve_update)
