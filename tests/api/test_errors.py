"""A client's mistake is answered in full; a fault of ours is logged and told in general words."""

import pytest
from graphql import GraphQLError

from api.errors import format_error
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import field

NOBODY: dict[str, str] = {}


def test_a_fault_does_not_tell_its_cause_to_the_client_but_to_the_log(serve, monkeypatch, caplog):
    service = serve(InMemoryKafka(field()))
    monkeypatch.setattr("api.queries.Session.of", lambda *_, **__: NOBODY["secret"])
    assert service.ask("{ sessions { season } }") == {
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
    assert "KeyError: 'secret'" in caplog.text


@pytest.mark.parametrize("query", ["{", "{ x }", "{ field { season } }"])
def test_a_clients_mistake_does_not_fill_the_log(serve, query, caplog):
    (error,) = serve(InMemoryKafka()).ask(query)["errors"]
    assert error["extensions"]["code"] in ("GRAPHQL_PARSE_FAILED", "BAD_USER_INPUT")
    assert [one for one in caplog.records if one.name == "livef1.api.graphql"] == []


def test_an_error_keeps_the_extensions_it_came_with():
    error = GraphQLError("too much", extensions={"cost": 5})
    assert format_error(error)["extensions"] == {"code": "BAD_USER_INPUT", "cost": 5}
