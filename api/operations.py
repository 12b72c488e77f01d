"""Operations from their text to their answers, over HTTP and WebSocket alike.

What many clients ask alike is done once: a text is parsed and judged once for its roles, a query of the
view answered once until the view changes, an event written once for all who follow it by the same text.
"""

import asyncio
import contextlib
import inspect
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, cast

import msgspec
from graphql import (
    DocumentNode,
    ExecutionResult,
    Executor,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    OperationType,
    create_source_event_stream,
    execute,
    execute_subscription_event,
    get_operation_ast,
    parse,
)

from api.context import Context
from api.errors import Failed, is_fault
from api.hub import Delivery
from api.limits import broken_limits
from api.metrics import ApiMetrics
from api.plain import NotPlain, Read, plain_reader
from api.queries import OF_THE_VIEW
from api.settings import ApiSettings
from schemas.tokens import Role

V = TypeVar("V")

PREPARED: Final = 512
LONGEST_KEPT: Final = 8 * 1024
"""Texts longer than this are judged anew each time: together they would fill the memory."""
ANSWERS: Final = 128
LARGEST_ANSWER: Final = 512 * 1024

log = logging.getLogger("livef1.api.graphql")

Formatter = Callable[[GraphQLError, bool], dict[str, Any]]


class Asked(msgspec.Struct, rename="camel", frozen=True):
    """What a client sends."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None


class Refused(Exception):
    """An operation that is not executed; the errors say why."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__(errors)
        self.errors = errors

    def __str__(self) -> str:
        return "; ".join(error.message for error in self.errors)


@dataclass(frozen=True, eq=False, slots=True)
class Prepared:
    """A text that was parsed and may be executed; equal texts and variables give the same object, while
    it is kept.
    """

    document: DocumentNode
    operation: OperationDefinitionNode
    read: Read | None
    """What makes the answer of an event's record, where it takes no executor."""

    @property
    def is_subscription(self) -> bool:
        """Whether it goes on."""
        return self.operation.operation is OperationType.SUBSCRIPTION

    @property
    def names(self) -> tuple[str, ...]:
        """Its root fields, if they are told one by one."""
        chosen = self.operation.selection_set.selections
        return tuple(one.name.value for one in chosen if isinstance(one, FieldNode))

    @property
    def is_of_the_view(self) -> bool:
        """Whether its answer follows from the view alone."""
        names = self.names
        count = len(self.operation.selection_set.selections)
        return len(names) == count and OF_THE_VIEW.issuperset(names)


class Kept(Generic[V]):
    """The values used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, V] = OrderedDict()

    def get(self, key: Hashable) -> V | None:
        """A value that is kept."""
        if key not in self._values:
            return None
        self._values.move_to_end(key)
        return self._values[key]

    def put(self, key: Hashable, value: V) -> None:
        """Keep a value; the one that was used longest ago goes."""
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._size:
            self._values.popitem(last=False)


class Operations:
    """Belongs to the event loop's thread."""

    def __init__(
        self,
        schema: GraphQLSchema,
        settings: ApiSettings,
        metrics: ApiMetrics,
        formatter: Formatter,
    ) -> None:
        self._schema, self._settings, self._metrics = schema, settings, metrics
        self._formatter = formatter
        self._prepared: Kept[Prepared] = Kept(PREPARED)
        self._answers: Kept[tuple[tuple[int, bool], bytes]] = Kept(ANSWERS)
        self._roots = {
            name
            for kind in (schema.query_type, schema.mutation_type, schema.subscription_type)
            if kind is not None
            for name in kind.fields
        }

    def prepare(self, asked: Asked, roles: frozenset[Role]) -> Prepared:
        """Parse and judge a text. Raises `Refused`."""
        # The cost may depend on the variables.
        variables = msgspec.json.encode(asked.variables)
        key = (asked.query, asked.operation_name, variables, roles)
        known = self._prepared.get(key)
        if known is not None:
            return known
        try:
            document = parse(asked.query, max_tokens=self._settings.max_query_tokens)
        except GraphQLError as error:
            raise Refused([error]) from error
        errors = broken_limits(self._schema, document, asked.variables, self._settings, roles)
        if errors:
            self._metrics.rejected.labels("invalid").inc()
            raise Refused(errors)
        operation = get_operation_ast(document, asked.operation_name)
        if operation is None:
            message = "operationName: expected the name of one of the operations in the query"
            raise Refused([Failed("BAD_USER_INPUT", message)])
        goes_on = operation.operation is OperationType.SUBSCRIPTION
        read = plain_reader(self._schema, document, operation) if goes_on else None
        prepared = Prepared(document, operation, read)
        if len(asked.query) + len(variables) <= LONGEST_KEPT:
            self._prepared.put(key, prepared)
        return prepared

    async def answer(
        self, prepared: Prepared, asked: Asked, context: Context
    ) -> tuple[bool, bytes]:
        """Execute a query or mutation: whether it was executed, and the whole answer as JSON."""
        began_s = time.perf_counter()
        stale = not context.services.health.state.is_live
        is_kept, state = prepared.is_of_the_view, (context.hub.view.changes, stale)
        if is_kept:
            known = self._answers.get(prepared)
            if known is not None and known[0] == state:
                self._observe(prepared, began_s)
                return True, known[1]
        result = await self._executed(prepared, asked, context)
        text = self._text(result, {"stale": True} if stale else {})
        if is_kept and not result.errors and len(text) <= LARGEST_ANSWER:
            self._answers.put(prepared, (state, text))
        self._observe(prepared, began_s)
        return result.data is not None, text

    async def stream(
        self, prepared: Prepared, asked: Asked, context: Context
    ) -> AsyncGenerator[tuple[str, Delivery], None]:
        """The answers to a subscription, each as JSON with its event. Raises `Refused`."""
        executor = Executor.build(
            self._schema,
            prepared.document,
            context_value=context,
            raw_variable_values=asked.variables,
            operation_name=asked.operation_name,
        )
        if isinstance(executor, list):
            raise Refused(executor)
        source = create_source_event_stream(executor)
        if isinstance(source, ExecutionResult):
            raise Refused(source.errors or [])
        async with aclosing(cast("AsyncGenerator[Delivery, None]", source)) as deliveries:
            async for delivery in deliveries:
                text = delivery.event.rendering(prepared)
                if text is None:
                    text = self._written(prepared, executor, delivery)
                    delivery.event.keep(prepared, text)
                yield _with_place(text, delivery), delivery

    def formatted(self, errors: Sequence[GraphQLError]) -> list[dict[str, Any]]:
        """Errors as clients see them; ours go to the log."""
        for error in errors:
            if is_fault(error):
                log.error("an operation failed", exc_info=error.original_error or error)
        return [self._formatter(error, False) for error in errors]

    async def _executed(
        self, prepared: Prepared, asked: Asked, context: Context
    ) -> ExecutionResult:
        result = execute(
            self._schema,
            prepared.document,
            context_value=context,
            variable_values=asked.variables,
            operation_name=asked.operation_name,
        )
        if not inspect.isawaitable(result):
            return result
        try:
            async with asyncio.timeout(self._settings.query_timeout_s):
                return await result
        except TimeoutError:
            self._metrics.rejected.labels("timeout").inc()
            message = f"No answer within {self._settings.query_timeout_s:g} s."
            return ExecutionResult(None, [Failed("TIMEOUT", message)])

    def _written(self, prepared: Prepared, executor: Executor[Any], delivery: Delivery) -> str:
        if prepared.read is not None:
            with contextlib.suppress(NotPlain):
                return msgspec.json.encode({"data": prepared.read(delivery.event.record)}).decode()
        per_event = executor.build_per_event_executor(delivery.event.record)
        result = cast("ExecutionResult", execute_subscription_event(per_event))
        return self._text(result, {}).decode()

    def _text(self, result: ExecutionResult, extensions: dict[str, Any]) -> bytes:
        payload: dict[str, Any] = {"data": result.data}
        if result.errors:
            payload["errors"] = self.formatted(result.errors)
        if extensions:
            payload["extensions"] = extensions
        return msgspec.json.encode(payload)

    def _observe(self, prepared: Prepared, began_s: float) -> None:
        name = next((name for name in prepared.names if name in self._roots), "other")
        self._metrics.operation_s.labels(name).observe(time.perf_counter() - began_s)


def _with_place(text: str, delivery: Delivery) -> str:
    """The answer with the event's id beside it.

    >>> class Told: event_id, has_gap = "0-7", False
    >>> _with_place('{"data":{}}', Told)
    '{"data":{},"extensions":{"eventId":"0-7"}}'
    """
    extensions: dict[str, Any] = {}
    if delivery.event_id is not None:
        extensions["eventId"] = delivery.event_id
    if delivery.has_gap:
        extensions["hasGap"] = True
    if not extensions:
        return text
    return f'{text[:-1]},"extensions":{msgspec.json.encode(extensions).decode()}}}'
