"""The matrix of roles and fields: each role, every field of the schema, denied unless listed here."""

import pytest
from graphql import GraphQLObjectType, build_schema

from api.roles import ALLOWED, allowed
from schemas.sdl import schema_sdl
from schemas.tokens import Role
from tests.api import issuing
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import field, options
from tests.api.test_asks import answered

SCHEMA = build_schema(schema_sdl())
TYPES = [
    one
    for name, one in SCHEMA.type_map.items()
    if isinstance(one, GraphQLObjectType) and not name.startswith("__")
]
FIELDS = [(one.name, name) for one in TYPES for name in one.fields]
ROOTS = [(kind, name) for kind, name in FIELDS if kind in ("Query", "Mutation", "Subscription")]

DESK = {Role.STRATEGIST, Role.LEAD}
ENGINEERS = {Role.ENGINEER}
HISTORIANS = {Role.ANALYST, Role.STRATEGIST, Role.LEAD, Role.ENGINEER}
EXPECTED = {
    "Query.whatIf": DESK,
    "StrategyReply": DESK,
    "WhatIf": DESK,
    "Future": DESK,
    "FieldError": DESK,
    "Verdict": DESK,
    "DecisionReply": DESK,
    **{f"Mutation.{name}": DESK for kind, name in ROOTS if kind == "Mutation"},
    "Subscription.whatIfSettled": DESK,
    **dict.fromkeys(("Query.laps", "Query.optionsHistory", "LapPage", "OptionSetPage"), HISTORIANS),
    **dict.fromkeys(
        (
            "Query.deadLetters",
            "Query.systemStatus",
            "DeadLetterPage",
            "DeadLetter",
            "SystemStatus",
            "TopicStatus",
            "JobStatus",
        ),
        ENGINEERS,
    ),
}
"""By field or by type; what is not named here is for everyone."""


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(("kind", "name"), FIELDS)
def test_each_role_may_ask_for_just_its_fields(role, kind, name):
    expected = EXPECTED.get(f"{kind}.{name}", EXPECTED.get(kind, set(Role)))
    assert (role in allowed(kind, name)) is (role in expected)


def test_what_is_not_in_the_matrix_is_for_nobody():
    assert allowed("Query", "secrets") == allowed("Secret", "text") == frozenset()


def test_nothing_in_the_matrix_is_gone_from_the_schema():
    names = {one.name for one in TYPES} | {".".join(one) for one in ROOTS}
    assert ALLOWED.keys() <= names


@pytest.fixture
def service(serve, tmp_path):
    kafka = InMemoryKafka(field(), options())
    kafka.job = answered
    return serve(kafka, tokens=issuing.settings(tmp_path / "jwks.json"))


def post(service, query, *roles):
    headers = {"Authorization": f"Bearer {issuing.token(*roles)}"}
    return service.http.post("/graphql", json={"query": query}, headers=headers).json()


WHAT_IF = (
    "{ whatIf(sessionKey: 9839, driverNumber: 4, scenario: {}) { status whatIf { futures } } }"
)


def test_a_viewer_learns_which_field_is_not_for_them_and_nothing_runs(service):
    answer = post(service, WHAT_IF, "viewer")
    assert answer.keys() == {"errors"}
    assert [(one["message"], one["extensions"]) for one in answer["errors"]] == [
        (f"Your roles do not allow {name}.", {"code": "FORBIDDEN"})
        for name in (
            "Query.whatIf",
            "StrategyReply.status",
            "StrategyReply.whatIf",
            "WhatIf.futures",
        )
    ]
    assert service.kafka.requests == []


def test_a_fragment_is_no_way_around(service):
    query = """query { ...f } fragment f on Query { a: whatIf(sessionKey: 1, driverNumber: 4, scenario: {}) {
      ... on StrategyReply { status } } }"""
    codes = {
        one["extensions"]["code"] for one in post(service, query, "viewer", "analyst")["errors"]
    }
    assert codes == {"FORBIDDEN"}


def test_a_strategist_is_answered_and_named_in_the_request(service):
    assert post(service, WHAT_IF, "strategist")["data"]["whatIf"]["status"] == "OK"
    assert [one.requested_by for one in service.kafka.requests] == ["ada"]


def test_several_roles_add_up(service):
    assert "data" in post(service, WHAT_IF, "viewer", "lead")
