"""History from the lake: pages of one version, time travel, and what is said when there is none."""

from typing import Any

import msgspec
import pytest

from f1strategy.lake.batch import batch
from f1strategy.lake.location import Lake
from f1strategy.lake.messages import Message
from f1strategy.lake.writer import TableWriter
from schemas import tables
from schemas.codec import encode
from schemas.records import LapRecord, Record
from schemas.tables import Table
from tests.api.in_memory_kafka import InMemoryKafka
from tests.api.racing import options
from tests.schemas.examples import DEAD_LETTER, LAP

LAPS = """query ($first: Int! = 100, $after: String, $driver: Int, $version: Int) {
  laps(sessionKey: 9839, driverNumber: $driver, first: $first, after: $after, version: $version) {
    version endCursor nodes { driverNumber lapNumber revision lapTimeS } } }"""


def lap(driver: int, number: int, revision: int = 1, **changes: Any) -> LapRecord:
    return msgspec.structs.replace(
        LAP,
        session_key=9839,
        driver_number=driver,
        lap_number=number,
        revision=revision,
        **changes,
    )


class Archivist:
    """Writes records into a lake, a commit each time."""

    def __init__(self, lake: Lake) -> None:
        self.lake, self.offset = lake, 0

    def write(self, table: Table, *records: Record) -> None:
        messages = [
            Message(0, self.offset + number, encode(record))
            for number, record in enumerate(records)
        ]
        self.offset += len(records)
        read = batch(table, messages, topic_id="t", archived_time_ms=1_000 + self.offset)
        TableWriter(self.lake, table).append(read)


@pytest.fixture
def archivist(tmp_path):
    return Archivist(Lake.at(tmp_path / "lake"))


@pytest.fixture
def service(serve, archivist):
    return serve(InMemoryKafka(), lake=archivist.lake.root)


def page(service, **variables: Any) -> Any:
    answer = service.ask(LAPS, **variables)
    assert "errors" not in answer, answer
    return answer["data"]["laps"]


def keys(nodes: Any) -> list[tuple[int, int]]:
    return [(node["driverNumber"], node["lapNumber"]) for node in nodes]


def test_laps_come_by_car_and_lap_each_as_it_was_last_known(service, archivist):
    archivist.write(tables.LAPS, lap(4, 2), lap(4, 1), lap(1, 1), lap(4, 1, revision=2))
    found = page(service)
    assert keys(found["nodes"]) == [(1, 1), (4, 1), (4, 2)]
    assert [node["revision"] for node in found["nodes"]] == [1, 2, 1]
    assert found["endCursor"] is None
    assert keys(page(service, driver=4)["nodes"]) == [(4, 1), (4, 2)]


def test_pages_join_without_a_gap_although_the_table_grows(service, archivist):
    archivist.write(tables.LAPS, *(lap(4, number) for number in range(1, 8)))
    first = page(service, first=3)
    archivist.write(tables.LAPS, lap(1, 1), lap(4, 5, revision=2))
    second = page(service, first=3, after=first["endCursor"])
    third = page(service, first=3, after=second["endCursor"])
    found = [*first["nodes"], *second["nodes"], *third["nodes"]]
    assert keys(found) == [(4, number) for number in range(1, 8)]
    assert {one["version"] for one in (first, second, third)} == {first["version"]}
    assert {node["revision"] for node in found} == {1}
    assert third["endCursor"] is None


def test_an_earlier_version_is_read_as_it_was(service, archivist):
    archivist.write(tables.LAPS, lap(4, 1, lap_time_s=90.0))
    before = page(service)["version"]
    archivist.write(tables.LAPS, lap(4, 1, revision=2, lap_time_s=89.5))
    assert page(service)["nodes"][0]["lapTimeS"] == 89.5
    assert page(service, version=before)["nodes"][0]["lapTimeS"] == 90.0


def test_option_sets_come_whole(service, archivist):
    archivist.write(tables.OPTIONS, options(lap_number=20), options(lap_number=21))
    query = """{ optionsHistory(sessionKey: 9839) { nodes { lapNumber call
      plans { label stops { compound } } rejoin { position } duels { gapS } } } }"""
    assert service.ask(query)["data"]["optionsHistory"]["nodes"][0] == {
        "lapNumber": 20,
        "call": "BOX",
        "plans": [{"label": "M-H (L21)", "stops": [{"compound": "HARD"}]}],
        "rejoin": {"position": 5},
        "duels": [],
    }


def test_dead_letters_come_with_the_newest_first(service, archivist):
    letters = [msgspec.structs.replace(DEAD_LETTER, offset=number) for number in range(3)]
    for letter in letters:
        archivist.write(tables.DEAD_LETTERS, letter)
    query = "{ deadLetters(first: 2) { endCursor nodes { offset sourceTopic error } } }"
    found = service.ask(query)["data"]["deadLetters"]
    assert [node["offset"] for node in found["nodes"]] == [2, 1]
    assert found["endCursor"] is not None


def test_a_lake_without_the_table_is_empty_and_no_error(service):
    assert page(service) == {"version": None, "endCursor": None, "nodes": []}


@pytest.mark.parametrize(
    ("variables", "code", "says"),
    [
        ({"first": 0}, "BAD_USER_INPUT", "first: expected 1 to 500, found 0"),
        ({"first": 501}, "BAD_USER_INPUT", "first: expected 1 to 500, found 501"),
        ({"after": "x"}, "BAD_USER_INPUT", "after: expected the endCursor of a page"),
        ({"version": 99}, "NO_VERSION", "table laps has no version 99, or its files are vacuumed"),
        ({"after": "99.0"}, "NO_VERSION", "table laps has no version 99"),
    ],
)
def test_a_page_that_there_is_not_is_told(service, archivist, variables, code, says):
    archivist.write(tables.LAPS, lap(4, 1))
    (error,) = service.ask(LAPS, **variables)["errors"]
    assert error["extensions"] == {"code": code}
    assert says in error["message"]


def test_a_service_without_a_lake_says_how_to_give_it_one(serve):
    (error,) = serve(InMemoryKafka()).ask(LAPS)["errors"]
    assert error["extensions"] == {"code": "NO_LAKE"}
    assert "LIVEF1_LAKE" in error["message"]
