"""The depth of a query, counted on a schema that is deeper than ours."""

import pytest
from graphql import build_schema, parse, validate

from api.limits import depth_limit

SCHEMA = build_schema("type Query { lap: Lap } type Lap { next: Lap, number: Int }")


def errors(query, maximum=3):
    return [one.message for one in validate(SCHEMA, parse(query), [depth_limit(maximum)])]


@pytest.mark.parametrize(
    "query",
    [
        "{ lap { next { number } } }",
        "{ lap { ... on Lap { ... { next { number } } } } }",
        "{ lap { ...L } } fragment L on Lap { next { number } }",
        "{ __schema { types { fields { type { ofType { ofType { name } } } } } } }",
    ],
)
def test_a_query_at_the_limit_passes(query):
    assert errors(query) == []


@pytest.mark.parametrize(
    "query",
    [
        "{ lap { next { next { number } } } }",
        "{ lap { ... on Lap { next { next { number } } } } }",
        "{ lap { ...L } } fragment L on Lap { next { ...M } } fragment M on Lap { next { number } }",
        "query A { lap { number } } query B { lap { next { next { number } } } }",
    ],
)
def test_a_deeper_query_is_refused_however_it_is_written(query):
    assert errors(query) == ["The query is 4 fields deep; at most 3 are allowed."]
