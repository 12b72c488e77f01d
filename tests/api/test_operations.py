"""The operations that GraphiQL starts with are valid, and there is one for every field of the schema."""

import json
import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate

from f1strategy.ingest.simulated import simulate
from schemas.sdl import schema_sdl

FOLDER = Path(__file__).parents[2] / "dashboard" / "src"
SOURCES = [path.read_text(encoding="utf-8") for path in FOLDER.glob("*operations.ts")]
TEXTS = dict(re.findall(r"const (\w+) = `(.*?)`;", "".join(SOURCES), re.DOTALL))
OPERATIONS = {name: text for name, text in TEXTS.items() if not name.endswith("_VARIABLES")}
VARIABLES = {name: json.loads(text) for name, text in TEXTS.items() if name not in OPERATIONS}


@pytest.fixture(scope="module")
def schema():
    return build_schema(schema_sdl())


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_is_valid_and_says_what_it_is_for(schema, name):
    assert OPERATIONS[name].startswith("# ")
    assert validate(schema, parse(OPERATIONS[name])) == []


@pytest.mark.parametrize("kind", ["Query", "Mutation", "Subscription"])
def test_the_fields_of_the_schema_have_one(schema, kind):
    shown = "".join(OPERATIONS.values())
    missing = [
        name for name in schema.type_map[kind].fields if not re.search(rf"\b{name}\b", shown)
    ]
    assert set(missing) <= {"field", "liveOptions", "alerts"}  # shown live instead


@pytest.mark.parametrize("name", VARIABLES)
def test_its_variables_are_of_the_simulated_race(name):
    race = simulate()
    assert VARIABLES[name]["sessionKey"] == race.session_key
    numbers = {row["driver_number"] for row in race.rows["drivers"]}
    assert VARIABLES[name].get("driverNumber", 7) in numbers
