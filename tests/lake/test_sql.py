"""The tables for SQL: the latest rows, all revisions, every question of the project."""

import pytest

from f1strategy.ingest.simulated import simulate
from f1strategy.lake.errors import BadQuery, UnknownQuestion
from f1strategy.lake.latest import latest, rows
from f1strategy.lake.location import Lake
from f1strategy.lake.sql import ask, connect, newest_session, question, questions
from f1strategy.lake.writer import TableWriter
from schemas.tables import LAPS, TABLES
from tests.lake.builders import batch_of
from tests.lake.builders import laps as lap_messages

NAMES = [one.name for one in questions()]


@pytest.fixture(scope="module")
def lake(two_races):
    return two_races


@pytest.fixture(scope="module")
def database(lake):
    with connect(lake) as connection:
        yield connection


def test_there_is_a_question_for_every_taste():
    assert len(NAMES) >= 12
    for one in questions():
        assert one.words.endswith("?"), one.name
        assert one.sql.rstrip().endswith(";"), one.name


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_answered_also_by_a_lake_without_option_sets(database, name):
    answer = ask(database, question(name).sql, newest_session(database))
    assert len(set(answer.column_names)) == answer.num_columns >= 2


@pytest.mark.parametrize(
    "name",
    [
        "stint_pace",
        "degradation",
        "stint_lengths",
        "places_won",
        "consistency",
        "pit_loss_by_circuit",
    ],
)
def test_a_race_has_answers(database, name):
    assert ask(database, question(name).sql, 1_000_001).num_rows > 0


def test_pit_loss_is_in_and_out_lap_over_two_usual_ones(database):
    """The hand-written stop costs nothing and is no loss; the simulated ones cost what a pit lane does."""
    circuit = simulate().race_info.circuit
    found = ask(database, question("pit_loss_by_circuit").sql).to_pylist()
    losses = {row["circuit"]: row["median_loss_s"] for row in found}
    assert set(losses) == {circuit}
    assert 15 < losses[circuit] < 30


def test_the_latest_rows_are_those_of_the_helper(tmp_path):
    lake = Lake.at(tmp_path)
    TableWriter(lake, LAPS).append(batch_of(lap_messages(6)))
    with connect(lake) as database:
        newest = ask(database, "SELECT * FROM laps ORDER BY session_key, driver_number, lap_number")
        every = ask(database, "FROM laps_every_revision")
    assert newest.to_pylist() == latest(lake, LAPS).to_pylist()
    assert every.num_rows == 6


def test_every_table_can_be_asked_before_anything_is_there(tmp_path):
    with connect(Lake.at(tmp_path)) as database:
        for table in TABLES:
            assert ask(database, f"FROM {table.name}").num_rows == 0
        assert newest_session(database) is None


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT speed FROM laps", "speed"),
        ("SELEC 1", "syntax error"),
        ("SELECT * FROM laps WHERE session_key = $session", "none was named"),
    ],
)
def test_a_query_that_cannot_be_run_says_why(database, sql, said):
    with pytest.raises(BadQuery, match=said):
        ask(database, sql)


def test_a_question_that_nobody_wrote_names_those_that_there_are():
    with pytest.raises(UnknownQuestion, match="stint_pace"):
        question("who_wins")


def test_an_older_version_can_be_read(lake):
    assert rows(lake, LAPS, version=1).num_rows < rows(lake, LAPS).num_rows
