"""What is read straight off a record is what the executor would have answered."""

from typing import Any

import pytest
from graphql import (
    Executor,
    OperationDefinitionNode,
    OperationType,
    execute_subscription_event,
    get_operation_ast,
    parse,
)
from msgspec.structs import replace

from api.plain import NotPlain, plain_reader
from api.schema import build_schema
from api.settings import PROJECT_ROOT
from api.subscriptions import KINDS
from tests.api.racing import field, options
from tests.schemas.examples import EXAMPLES

SCHEMA = build_schema()
DOCUMENTS = (PROJECT_ROOT / "dashboard" / "src" / "data" / "documents.graphql").read_text()
OPERATIONS: list[Any] = [
    one for one in parse(DOCUMENTS).definitions if isinstance(one, OperationDefinitionNode)
]
SUBSCRIPTIONS = [
    one.name.value for one in OPERATIONS if one.operation is OperationType.SUBSCRIPTION
]


def reader(text, name=None) -> Any:
    document = parse(text)
    operation: Any = get_operation_ast(document, name)
    return plain_reader(SCHEMA, document, operation)


def executed(text, record, name=None) -> Any:
    executor: Any = Executor.build(
        SCHEMA, parse(text), raw_variable_values={"sessionKey": 1}, operation_name=name
    )
    return execute_subscription_event(executor.build_per_event_executor(record))


@pytest.mark.parametrize("name", SUBSCRIPTIONS)
def test_the_pages_subscriptions_are_plain_and_answered_as_the_executor_does(name):
    operation: Any = get_operation_ast(parse(DOCUMENTS), name)
    root = operation.selection_set.selections[0].name.value
    records = [one for one in EXAMPLES if type(one) is KINDS[root]]
    assert records
    read = reader(DOCUMENTS, name)
    for record in records:
        result = executed(DOCUMENTS, record, name)
        assert result.errors is None
        assert read(record) == result.data
        assert list(read(record)[root]) == list(result.data[root])


def test_aliases_fragments_and_lists_in_lists():
    text = """fragment Stops on Plan { when: stops { lapNumber compound } }
      subscription { now: optionsUpdated { driver: driverCode plans { label ...Stops } } }"""
    record = options()
    assert reader(text)(record) == executed(text, record).data
    assert reader(text)(record)["now"]["plans"][0]["when"] is not None


@pytest.mark.parametrize(
    "text",
    [
        "subscription { fieldUpdated { leaderLap @skip(if: false) } }",
        "subscription { fieldUpdated { __typename } }",
        "subscription { fieldUpdated { ... on FieldRecord { leaderLap } } }",
        "subscription { fieldUpdated { cars { position } cars { driverCode } } }",
        "subscription { fieldUpdated { leaderLap } optionsUpdated { revision } }",
    ],
)
def test_what_is_not_plain_is_left_to_the_executor(text):
    assert reader(text) is None


@pytest.mark.parametrize("changes", [{"leader_lap": None}, {"leader_lap": "twelve"}])
def test_a_value_that_its_type_does_not_allow_is_left_to_the_executor(changes):
    text = "subscription { fieldUpdated { leaderLap } }"
    record = replace(field(), **changes)
    assert executed(text, record).errors
    with pytest.raises(NotPlain):
        reader(text)(record)
