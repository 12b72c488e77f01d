"""Puts the service together: topics in at one end, GraphQL out at the other."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from starlette.routing import Route, WebSocketRoute

from api.graphql_app import graphql_app
from api.health import Health
from api.hub import Hub
from api.metrics import ApiMetrics
from api.pages import serve_pages
from api.settings import ApiSettings
from api.tail import Consumer, KafkaTail, kafka_consumer


def create_app(
    settings: ApiSettings | None = None, consumers: Callable[[], Consumer] | None = None
) -> FastAPI:
    """The application; without arguments as the environment says, for `uvicorn --factory`.

    `consumers` makes the Kafka consumer; it is called again after trouble with the broker. Raises
    `MissingSetting`.
    """
    settings = settings or ApiSettings.from_environment()
    consumers = consumers or partial(kafka_consumer, settings.bootstrap_servers)
    metrics = ApiMetrics()
    hub, health = Hub(metrics), Health(metrics)

    @asynccontextmanager
    async def follow_topics(_: FastAPI) -> AsyncGenerator[None, None]:
        loop = asyncio.get_running_loop()
        tail = KafkaTail(
            consumers,
            on_records=lambda records: loop.call_soon_threadsafe(hub.publish, records),
            on_state=lambda state: loop.call_soon_threadsafe(health.update, state),
            metrics=metrics,
        )
        tail.start()
        try:
            yield
        finally:
            await asyncio.to_thread(tail.stop)

    # FastAPI's own pages for REST come from a CDN and would show next to nothing.
    app = FastAPI(
        lifespan=follow_topics,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=settings.max_body_bytes,
    )
    app.include_router(health.router())
    graphql = graphql_app(settings, hub)
    app.router.routes += [Route("/graphql", graphql), WebSocketRoute("/graphql", graphql)]
    serve_pages(app, settings.pages)
    return app
