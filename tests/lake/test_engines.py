"""Five engines read the same tables: equal counts, equal sums of every number, equal times of day."""

import math
from pathlib import Path

import polars
import pyarrow.compute as pc
import pyarrow.dataset
import pytest
from deltalake import DeltaTable
from pyspark.sql import SparkSession
from pyspark.sql import functions as spark_functions

from f1strategy.lake.sql import ask, connect
from schemas.tables import LAPS, RAW

pytestmark = pytest.mark.slow

JARS = Path(__file__).parent / "spark" / "target"
COLUMNS = {
    RAW: ("sequence", "ingest_time_ms", "session_key", "kafka_offset"),
    LAPS: ("lap_number", "lap_time_s", "driver_number", "revision", "gap_to_leader_s"),
}
both = pytest.mark.parametrize("table", COLUMNS, ids=lambda table: table.name)


@pytest.fixture(scope="module")
def lake(two_races):
    return two_races


@pytest.fixture(scope="module")
def spark(tmp_path_factory):
    """A Spark of one process that knows Delta."""
    jars = sorted(map(str, JARS.glob("*.jar")))
    assert jars, "no Delta jars for Spark: `make spark-jars` fetches them"
    session = (
        SparkSession.builder.master("local[1]")
        .config("spark.jars", ",".join(jars))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config(
            "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog"
        )
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .getOrCreate()
    )
    yield session
    session.stop()


def figures(read):
    """Count, and per column how many values and their sum, of an arrow table."""
    return [read.num_rows, *((pc.count(one).as_py(), pc.sum(one).as_py()) for one in read.columns)]


def in_spark(session, uri, columns):
    frame = session.read.format("delta").load(uri)
    asked = [spark_functions.count("*")]
    for name in columns:
        asked += [spark_functions.count(name), spark_functions.sum(name)]
    total, *rest = frame.agg(*asked).first()
    return [total, *zip(rest[::2], rest[1::2], strict=True)]


def equal(one, other):
    """Equal counts; equal sums, of doubles added in another order."""
    pairs = zip(one[1:], other[1:], strict=True)
    return one[0] == other[0] and all(
        n == m and math.isclose(a, b, rel_tol=1e-12) for (n, a), (m, b) in pairs
    )


@both
def test_engines_agree_on_counts_and_sums(lake, spark, table):
    uri, columns = lake.uri(table), list(COLUMNS[table])
    delta = DeltaTable(uri)
    dataset = pyarrow.dataset.dataset(delta.file_uris(), partitioning="hive")
    with connect(lake) as database:
        asked = ask(database, f"FROM {table.name}_every_revision").select(columns)
    read = {
        "deltalake": figures(delta.to_pyarrow_table(columns=columns)),
        "pyarrow": figures(dataset.to_table(columns)),
        "DuckDB": figures(asked),
        "Polars": figures(polars.scan_delta(uri).select(columns).collect().to_arrow()),
        "Spark": in_spark(spark, uri, columns),
    }
    reference = read["deltalake"]
    assert reference[0] > 1000
    assert [engine for engine, found in read.items() if not equal(found, reference)] == [], read


def test_spark_shows_the_comments_with_their_units(lake, spark):
    described = spark.sql(f"DESCRIBE delta.`{lake.uri(LAPS)}`").collect()
    comments = {row.col_name: row.comment for row in described}
    assert comments["lap_time_s"].endswith("[s]")
    assert all(comments[field.name] for field in LAPS.schema)


def test_an_older_version_is_the_same_for_spark(lake, spark):
    uri = lake.uri(LAPS)
    older = spark.read.format("delta").option("versionAsOf", 1).load(uri).count()
    assert older == DeltaTable(uri, version=1).to_pyarrow_table().num_rows
    assert older < DeltaTable(uri).to_pyarrow_table().num_rows
