"""A query or a request that asks too much is refused before it is executed."""

import time

import pytest
from graphql import get_introspection_query

from tests.api.in_memory_kafka import InMemoryKafka, eventually
from tests.api.racing import field, options
from tests.api.service import running

DEEP = "".join(f"fragment F{n} on FieldRecord {{ ...F{n + 1} ...F{n + 1} }} " for n in range(30))


@pytest.fixture(scope="module")
def service():
    kafka = InMemoryKafka(field(), *(options(driver) for driver in range(1, 21)))
    with running(kafka) as service:
        eventually(service.is_ready)
        yield service


def refused(service, query, **variables):
    (error,) = service.ask(query, **variables)["errors"]
    return error["message"]


def test_the_introspection_of_graphiql_passes(service):
    query = get_introspection_query(directive_is_repeatable=True, schema_description=True)
    assert "errors" not in service.ask(query)


def test_a_query_that_shows_everything_passes(service):
    query = """{ liveOptions(sessionKey: 9839) { driverNumber position call callReason lapNumber
      plans { rank label stops { lapNumber compound } } rejoin { position aheadGapS } } }"""
    assert len(service.ask(query)["data"]["liveOptions"]) == 20


def test_a_costly_query_is_refused_with_its_cost(service):
    aliases = " ".join(f"a{n}: liveOptions(sessionKey: 1) {{ call }}" for n in range(10))
    message = refused(service, f"{{ {aliases} }}")
    assert message == "The query exceeds the maximum cost of 200. Actual cost is 410"


def test_a_long_document_is_refused(service):
    repeated = "field(sessionKey: 1) { leaderLap } " * 1_500
    started = time.process_time()
    message = refused(service, f"{{ {repeated} }}")
    assert message == "Syntax Error: Document contains more than 1000 tokens. Parsing aborted."
    assert time.process_time() - started < 1.0


def test_fragments_that_double_at_every_level_are_judged_fast(service):
    query = (
        f"{{ field(sessionKey: 1) {{ ...F0 }} }} {DEEP} fragment F30 on FieldRecord {{ season }}"
    )
    started = time.process_time()
    assert "maximum cost" in refused(service, query)
    assert time.process_time() - started < 1.0


def test_a_fragment_that_holds_itself_is_refused(service):
    query = "{ field(sessionKey: 1) { ...A } } fragment A on FieldRecord { season ...A }"
    assert refused(service, query) == "Cannot spread fragment 'A' within itself."


def test_a_body_above_the_limit_is_refused(service):
    answer = service.http.post("/graphql", content=b"x" * (100 * 1024 + 1))
    assert answer.status_code == 413


def test_a_body_without_a_length_is_counted_as_it_comes(service):
    headers = {"content-type": "application/json"}
    chunks = (b" " * 1024 for _ in range(101))
    answer = service.http.post("/graphql", content=chunks, headers=headers)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("content", "content_type", "told"),
    [
        (b"{", "application/json", "The request body is not valid JSON: "),
        (b"\xff\xfe", "application/json", "The request body is not valid JSON: "),
        (b"[" * 100_000, "application/json", "The request body is not valid JSON: "),
        (b'[{"query": "{ sessions { season } }"}]', "application/json", "should be a JSON object"),
        (b"null", "application/json", "should be a JSON object"),
        (b'{"query": 3}', "application/json", "The query must be a string."),
        (b'{"query": "{a}", "variables": 1}', "application/json", "must be a null or an object"),
        (b"query={a}", "application/x-www-form-urlencoded", "must be of type application/json"),
        (b"x", "multipart/form-data; boundary=x", "Post application/json"),
    ],
)
def test_a_request_that_is_no_graphql_is_told_so(service, content, content_type, told):
    answer = service.http.post("/graphql", content=content, headers={"content-type": content_type})
    assert answer.status_code == 400
    assert told in answer.text


def test_nesting_beyond_all_measure_is_refused(service):
    assert "errors" in service.ask("{a" * 400 + "}" * 400)
