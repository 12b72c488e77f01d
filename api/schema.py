"""The executable schema: the SDL files bound to the resolvers. Field names are mapped by Ariadne.

`python -m api.schema` writes it to `schemas/schema.graphql`, one file for tools of clients.
"""

from typing import Final

from ariadne import make_executable_schema
from graphql import GraphQLSchema, print_schema

from api.mutations import mutation
from api.queries import query
from api.subscriptions import subscription
from schemas.sdl import FOLDER, schema_sdl

PRINTED: Final = FOLDER.parent / "schema.graphql"


def build_schema() -> GraphQLSchema:
    """The schema that the API serves; a resolver without a field in the SDL fails here."""
    schema: GraphQLSchema = make_executable_schema(
        schema_sdl(), query, mutation, subscription, convert_names_case=True
    )
    return schema


def printed() -> str:
    """The whole schema as one text, for clients' tools."""
    return print_schema(build_schema()) + "\n"


if __name__ == "__main__":
    PRINTED.write_text(printed(), encoding="utf-8")
