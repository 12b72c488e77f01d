"""Subscriptions that ask for a record's fields as they lie there are answered without the executor.

graphql-core executes every field of every event on its own. A field of twenty cars has four hundred of
them: that was most of what a page cost the service. Here the readers are put together once for a text,
and give what the executor gives; whatever is not plain (a directive, an argument, a resolver, a
value that does not fit its type) stays with the executor, errors included.
"""

from collections.abc import Callable, Iterator, Mapping
from operator import attrgetter
from typing import Any

from ariadne.resolvers import is_default_resolver
from ariadne.utils import convert_camel_case_to_snake
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    is_leaf_type,
)

Read = Callable[[Any], Any]


class NotPlain(Exception):
    """What only the executor can answer."""


def plain_reader(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Read | None:
    """What makes `data` of the record of an event, for a subscription to one kind of record; None if
    only the executor can.

    The reader raises `NotPlain` for a record with a value that its type does not allow.
    """
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    try:
        [(key, node)] = _fields(operation.selection_set, fragments)
        kind = schema.subscription_type.fields[node.name.value].type  # type: ignore[union-attr]
        read = _value(kind, node, fragments)
    except (NotPlain, ValueError):
        return None

    def data(record: Any) -> dict[str, Any]:
        try:
            return {key: read(record)}
        except NotPlain:
            raise
        except Exception as error:  # a scalar raises what it likes for a value that is not its own
            raise NotPlain from error

    return data


Fragments = Mapping[str, FragmentDefinitionNode]


def _fields(chosen: SelectionSetNode, fragments: Fragments) -> Iterator[tuple[str, FieldNode]]:
    """Every field with the key that it gets in the answer, fragments of the same type laid open."""
    for node in chosen.selections:
        if node.directives:
            raise NotPlain
        if isinstance(node, FieldNode):
            yield (node.alias or node.name).value, node
        elif isinstance(node, FragmentSpreadNode):
            yield from _fields(fragments[node.name.value].selection_set, fragments)
        else:
            raise NotPlain


def _value(kind: GraphQLOutputType, node: FieldNode, fragments: Fragments) -> Read:
    if isinstance(kind, GraphQLNonNull):
        read = _present(kind.of_type, node, fragments)

        def needed(value: Any) -> Any:
            if value is None:
                raise NotPlain
            return read(value)

        return needed
    read = _present(kind, node, fragments)
    return lambda value: None if value is None else read(value)


def _present(kind: GraphQLOutputType, node: FieldNode, fragments: Fragments) -> Read:
    if is_leaf_type(kind):
        leaf: GraphQLLeafType = kind
        return leaf.coerce_output_value
    if isinstance(kind, GraphQLList):
        one = _value(kind.of_type, node, fragments)
        return lambda values: [one(value) for value in values]
    if isinstance(kind, GraphQLObjectType) and node.selection_set is not None:
        return _object(kind, node.selection_set, fragments)
    raise NotPlain


def _object(kind: GraphQLObjectType, chosen: SelectionSetNode, fragments: Fragments) -> Read:
    readers: dict[str, tuple[Read, Read]] = {}
    for key, node in _fields(chosen, fragments):
        field = kind.fields.get(node.name.value)
        # A key that is asked for twice is one field with the selections of both.
        if field is None or key in readers or node.arguments or not _lies_there(field.resolve):
            raise NotPlain
        name = convert_camel_case_to_snake(node.name.value)
        readers[key] = (attrgetter(name), _value(field.type, node, fragments))
    rows = [(key, get, complete) for key, (get, complete) in readers.items()]
    return lambda value: {key: complete(get(value)) for key, get, complete in rows}


def _lies_there(resolver: Any) -> bool:
    return bool(is_default_resolver(resolver))
