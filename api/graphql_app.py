"""GraphQL over HTTP and WebSocket at one address, with the limits in front of it."""

import json
from typing import Any, Final

from ariadne.asgi import GraphQL
from ariadne.asgi.handlers import GraphQLHTTPHandler
from ariadne.exceptions import HttpBadRequestError, HttpError
from ariadne.graphql import validate_data
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from api.context import Context, Services
from api.errors import Failed, format_error, without_suggestions
from api.gate import USER, Gate
from api.metrics import ApiMetrics
from api.operations import Asked, Operations, Refused
from api.rates import Rates, address_of
from api.request_ids import HEADER, request_id_of
from api.schema import build_schema
from api.settings import ApiSettings
from api.tokens import BadToken
from api.websocket import WebSocketHandler

UNAUTHENTICATED: Final = Failed(
    "UNAUTHENTICATED", "A valid token is needed: Authorization: Bearer …"
)
RATE_LIMITED: Final = Failed("RATE_LIMITED", "Too many requests in a second; ask again later.")


class HttpHandler(GraphQLHTTPHandler):
    """JSON only: a form could be posted from any page in a user's browser. One operation a request."""

    def __init__(
        self, gate: Gate, operations: Operations, services: Services, rates: Rates
    ) -> None:
        super().__init__()
        self._gate, self._operations = gate, operations
        self._services, self._rates = services, rates

    async def handle_request_override(self, request: Request) -> Response | None:
        """Answer a POST; lead a browser to the page that can ask questions."""
        if request.method == "GET":
            return RedirectResponse("/")
        if request.method != "POST":
            return None
        request_id = request_id_of(request.headers.get(HEADER))
        response = await self._answered(request, request_id)
        response.headers[HEADER] = request_id
        return response

    async def _answered(self, request: Request, request_id: str) -> Response:
        try:
            authorization = request.headers.get("authorization")
            user = await self._gate.admit(request.scope, authorization, "HTTP", request_id)
        except BadToken:
            return self._refusal([UNAUTHENTICATED], 401, {"WWW-Authenticate": "Bearer"})
        if not self._rates.allows_request(user, address_of(request.scope.get("client"))):
            return self._refusal([RATE_LIMITED], 429, {"Retry-After": "1"})
        try:
            data = await self.extract_data_from_request(request)
        except HttpError as error:
            return PlainTextResponse(error.message or error.status, 400)
        context = Context(self._services, request.scope[USER], request_id)
        try:
            asked = _asked(data)
            prepared = self._operations.prepare(asked, user.roles)
            if prepared.is_subscription:
                message = "Subscriptions are answered over WebSocket (graphql-transport-ws)."
                raise Refused([Failed("BAD_USER_INPUT", message)])
        except Refused as refused:
            return self._refusal(refused.errors, 400)
        is_executed, text = await self._operations.answer(prepared, asked, context)
        return Response(text, 200 if is_executed else 400, media_type="application/json")

    def _refusal(
        self, errors: Any, status: int, headers: dict[str, str] | None = None
    ) -> JSONResponse:
        return JSONResponse({"errors": self._operations.formatted(errors)}, status, headers)

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


def _asked(data: Any) -> Asked:
    try:
        validate_data(data)
    except GraphQLError as error:
        raise Refused([error]) from error
    return Asked(data["query"], data.get("operationName"), data.get("variables"))


def graphql_app(
    settings: ApiSettings, services: Services, gate: Gate, rates: Rates, metrics: ApiMetrics
) -> GraphQL:
    """The ASGI application behind `/graphql`."""
    schema = build_schema()
    formatter = without_suggestions if settings.is_production else format_error
    operations = Operations(schema, settings, metrics, formatter)
    return GraphQL(
        schema,
        introspection=not settings.is_production,
        http_handler=HttpHandler(gate, operations, services, rates),
        websocket_handler=WebSocketHandler(settings, gate, operations, services, rates, metrics),
    )
