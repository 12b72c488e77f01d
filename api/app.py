"""Puts the service together: topics in at one end, GraphQL out at the other."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.routing import Route, WebSocketRoute

from api.asks import Asks, Producer, kafka_producer
from api.gate import Gate
from api.graphql_app import graphql_app
from api.health import Health
from api.hub import Hub
from api.jwks import KeySet
from api.metrics import ApiMetrics
from api.pages import serve_pages
from api.settings import ApiSettings
from api.tail import Consumer, Followed, KafkaTail, kafka_consumer
from api.tokens import TokenVerifier
from schemas.records import StrategyReply


def create_app(
    settings: ApiSettings | None = None,
    consumers: Callable[[], Consumer] | None = None,
    producers: Callable[[], Producer] | None = None,
) -> FastAPI:
    """The application; without arguments as the environment says, for `uvicorn --factory`.

    `consumers` makes the Kafka consumer; it is called again after trouble with the broker. `producers`
    makes what writes requests, when the first is asked. Raises `MissingSetting`, `UnsafeSetting`.
    """
    settings = settings or ApiSettings.from_environment()
    consumers = consumers or partial(kafka_consumer, settings.bootstrap_servers)
    producers = producers or partial(kafka_producer, settings.bootstrap_servers)
    metrics = ApiMetrics()
    hub, health = Hub(metrics), Health(metrics)
    asks = Asks(producers, settings, metrics)
    tokens = settings.tokens
    gate = Gate(TokenVerifier(tokens, KeySet(tokens.jwks)) if tokens else None, metrics)

    def take(records: Sequence[Followed]) -> None:
        hub.publish(one for one in records if not isinstance(one, StrategyReply))
        asks.settle(one for one in records if isinstance(one, StrategyReply))

    @asynccontextmanager
    async def follow_topics(_: FastAPI) -> AsyncGenerator[None, None]:
        loop = asyncio.get_running_loop()
        tail = KafkaTail(
            consumers,
            on_records=lambda records: loop.call_soon_threadsafe(take, records),
            on_state=lambda state: loop.call_soon_threadsafe(health.update, state),
            metrics=metrics,
        )
        tail.start()
        try:
            yield
        finally:
            await asyncio.to_thread(tail.stop)
            await asyncio.to_thread(asks.close)

    # FastAPI's own pages for REST come from a CDN and would show next to nothing.
    app = FastAPI(
        lifespan=follow_topics,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=settings.max_body_bytes,
    )
    app.include_router(health.router())
    graphql = graphql_app(settings, hub, asks, gate)
    app.router.routes += [Route("/graphql", graphql), WebSocketRoute("/graphql", graphql)]
    if not settings.is_production:
        serve_pages(app, settings.pages)
    return app
