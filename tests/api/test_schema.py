"""The schema is whole, described, as it is checked in, and never takes back what it has promised.

`make golden` adds what is new to the promise; it refuses while something of it is broken.
"""

import os
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_client_schema,
    build_schema,
    find_breaking_changes,
    get_introspection_query,
    print_schema,
)

from api.schema import PRINTED, printed
from tests.api.in_memory_kafka import InMemoryKafka

PROMISED = Path(__file__).parents[1] / "golden" / "schema.graphql"
SCHEMA = build_schema(printed())
TYPES = [one for name, one in SCHEMA.type_map.items() if not name.startswith("__")]


def broken(promised: str, today: str) -> list[str]:
    changes = find_breaking_changes(build_schema(promised), build_schema(today))
    return [change.description for change in changes]


def test_the_checked_in_file_is_what_is_served(serve):
    assert PRINTED.read_text(encoding="utf-8") == printed()
    query = get_introspection_query(descriptions=True)
    answer = serve(InMemoryKafka()).ask(query)["data"]
    served = print_schema(build_client_schema(answer))
    assert sorted(served.split("\n\n")) == sorted(printed().strip().split("\n\n"))


def test_nothing_that_was_promised_is_broken():
    if os.environ.get("LIVEF1_REGENERATE") == "1":
        known = PROMISED.read_text(encoding="utf-8") if PROMISED.exists() else printed()
        assert broken(known, printed()) == []
        PROMISED.write_text(printed(), encoding="utf-8")
    assert broken(PROMISED.read_text(encoding="utf-8"), printed()) == []


@pytest.mark.parametrize(
    ("was", "now", "says"),
    [
        ("isFinished: Boolean!", "isOver: Boolean!", "isFinished was removed"),
        (
            "outcome: Outcome!",
            "outcome: String!",
            "outcome changed type from Outcome! to String!",
        ),
        ("\n  HELD\n", "\n  KEPT\n", "Outcome.HELD was removed"),
    ],
)
def test_a_breaking_change_is_found(was, now, says):
    assert was in printed()
    assert any(says in one for one in broken(printed(), printed().replace(was, now, 1)))


def test_what_is_added_breaks_nothing():
    assert broken(printed(), printed().replace("type Driver {", "type Driver {\n  x: Int\n")) == []


@pytest.mark.parametrize("kind", TYPES, ids=lambda one: one.name)
def test_every_type_field_argument_and_word_is_described(kind):
    if kind.name in ("String", "Int", "Float", "Boolean", "ID"):
        return
    assert kind.description
    if isinstance(kind, GraphQLObjectType | GraphQLInputObjectType):
        for name, one in kind.fields.items():
            assert one.description, name
    if isinstance(kind, GraphQLObjectType):
        for one in kind.fields.values():
            assert all(argument.description for argument in one.args.values())
    if isinstance(kind, GraphQLEnumType):
        assert kind.values
