"""GraphQL over HTTP and WebSocket at one address, with the limits in front of it."""

import json
from typing import Any, Final

from ariadne.asgi import GraphQL
from ariadne.asgi.handlers import GraphQLHTTPHandler
from ariadne.exceptions import HttpBadRequestError
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.asks import Asks
from api.errors import format_error, graphql_logger, without_suggestions
from api.gate import USER, Gate
from api.hub import Hub
from api.limits import limits, token_limited_parser, validate_in_two_steps
from api.resolvers import Context, build_schema
from api.settings import ApiSettings
from api.tokens import BadToken
from api.websocket import WebSocketHandler


class HttpHandler(GraphQLHTTPHandler):
    """JSON only: a form could be posted from any page in a user's browser."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self._gate = gate

    async def handle_request_override(self, request: Request) -> Response | None:
        """Lead a browser to the page that can ask questions; turn away who has no good token."""
        if request.method == "GET":
            return RedirectResponse("/")
        if request.method == "POST":
            try:
                await self._gate.admit(request.scope, request.headers.get("authorization"), "HTTP")
            except BadToken:
                return JSONResponse(UNAUTHENTICATED, 401, {"WWW-Authenticate": "Bearer"})
        return None

    async def extract_data_from_json_request(self, request: Request) -> Any:
        """The body. Raises `HttpBadRequestError` for what is not JSON."""
        try:
            return json.loads(await request.body())
        except (ValueError, RecursionError) as error:
            message = f"The request body is not valid JSON: {error}"
            raise HttpBadRequestError(message) from error

    async def extract_data_from_multipart_request(self, request: Request) -> Any:
        """Refuse forms."""
        message = f"Post application/json, not {request.headers['content-type'].split(';')[0]}."
        raise HttpBadRequestError(message)


UNAUTHENTICATED: Final = {
    "errors": [
        {
            "message": "A valid token is needed: Authorization: Bearer …",
            "extensions": {"code": "UNAUTHENTICATED"},
        }
    ]
}


def graphql_app(settings: ApiSettings, hub: Hub, asks: Asks, gate: Gate) -> GraphQL:
    """The ASGI application behind `/graphql`."""
    return GraphQL(
        build_schema(),
        context_value=lambda request, _: Context(hub, asks, request.scope[USER]),
        introspection=not settings.is_production,
        query_parser=token_limited_parser(settings.max_query_tokens),
        query_validator=validate_in_two_steps,
        validation_rules=limits(settings),
        error_formatter=without_suggestions if settings.is_production else format_error,
        logger=graphql_logger(),
        http_handler=HttpHandler(gate),
        websocket_handler=WebSocketHandler(settings, gate),
    )
