"""Puts the service together: topics in at one end, GraphQL out at the other."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Route, WebSocketRoute

from api.archive import Archive
from api.asks import Asks
from api.cards import read_cards
from api.context import Services
from api.gate import Gate
from api.graphql_app import graphql_app
from api.health import Health
from api.hub import Hub
from api.jwks import KeySet
from api.metrics import ApiMetrics
from api.origins import OriginCheck
from api.pages import serve_pages
from api.rates import Rates
from api.request_ids import HEADER
from api.settings import PRODUCTION, ApiSettings
from api.status import Statuses
from api.tail import Consumer, Heard, KafkaTail, kafka_consumer
from api.tokens import TokenVerifier
from api.writer import Producer, Writer, kafka_producer
from f1strategy.lake.location import Lake
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
    writer = Writer(producers)
    asks = Asks(writer, settings, metrics)
    tokens = settings.tokens
    mode = PRODUCTION if settings.is_production else "development"
    services = Services(
        hub,
        asks,
        writer,
        health,
        Archive(Lake.at(settings.lake) if settings.lake else None),
        Statuses(time.time, mode, settings.flink),
        read_cards(settings.cards),
        settings.reports,
    )
    gate = Gate(TokenVerifier(tokens, KeySet(tokens.jwks)) if tokens else None, metrics)

    def take(topic: str, heard: Sequence[Heard]) -> None:
        hub.publish(heard)
        asks.settle(one.record for one in heard if isinstance(one.record, StrategyReply))
        services.statuses.count(topic, heard)

    @asynccontextmanager
    async def follow_topics(_: FastAPI) -> AsyncGenerator[None, None]:
        loop = asyncio.get_running_loop()
        tail = KafkaTail(
            consumers,
            on_records=lambda *heard: loop.call_soon_threadsafe(take, *heard),
            on_state=lambda state: loop.call_soon_threadsafe(health.update, state),
            metrics=metrics,
        )
        tail.start()
        try:
            yield
        finally:
            await asyncio.to_thread(tail.stop)
            await asyncio.to_thread(writer.close)

    # FastAPI's own pages for REST come from a CDN and would show next to nothing.
    app = FastAPI(
        lifespan=follow_topics,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=settings.max_body_bytes,
    )
    app.include_router(health.router())
    rates = Rates(settings.rates, metrics)
    graphql = graphql_app(settings, services, gate, rates, metrics)
    app.router.routes += [Route("/graphql", graphql), WebSocketRoute("/graphql", graphql)]
    app.add_middleware(OriginCheck, allowed=settings.origins, metrics=metrics)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.origins,
            allow_methods=["POST"],
            allow_headers=["authorization", "content-type", HEADER],
            expose_headers=[HEADER],
        )
    serve_pages(app, settings.pages, with_graphiql=not settings.is_production)
    return app
