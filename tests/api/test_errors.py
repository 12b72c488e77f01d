"""A client's mistake is answered in full; a fault of ours is logged and told in general words."""

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from ariadne import graphql
from graphql import GraphQLError

from api.errors import format_error, graphql_logger
from api.hub import Hub
from api.resolvers import Context, build_schema
from api.users import DEVELOPER

QUERY = {"query": "{ sessions { season } }"}


class BrokenHub(Hub):
    """Has no view."""

    def __init__(self):
        pass


async def test_a_fault_does_not_tell_its_cause_to_the_client_but_to_the_log(caplog):
    nobody: Any = SimpleNamespace()
    _, answer = await graphql(
        build_schema(),
        QUERY,
        context_value=Context(BrokenHub(), nobody, DEVELOPER),
        error_formatter=format_error,
        logger=graphql_logger(),
    )
    assert answer == {
        "data": None,
        "errors": [
            {
                "message": "Internal error: the operation failed and was logged.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["sessions"],
                "extensions": {"code": "INTERNAL_SERVER_ERROR"},
            }
        ],
    }
    assert "'BrokenHub' object has no attribute 'view'" in caplog.text


@pytest.mark.parametrize("query", ["{", "{ x }", "{ field { season } }"])
async def test_a_clients_mistake_does_not_fill_the_log(query, caplog):
    succeeded, answer = await graphql(
        build_schema(), {"query": query}, error_formatter=format_error, logger=graphql_logger()
    )
    assert not succeeded
    assert answer["errors"][0]["extensions"]["code"] in ("GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT")
    assert caplog.records == []


def test_the_logger_is_filtered_once_however_often_it_is_asked_for():
    assert len(graphql_logger().filters) == len(graphql_logger().filters) == 1
    assert graphql_logger() is logging.getLogger("livef1.api.graphql")


def test_an_error_keeps_the_extensions_it_came_with():
    error = GraphQLError("too much", extensions={"cost": 5})
    assert format_error(error)["extensions"] == {"code": "BAD_USER_INPUT", "cost": 5}
