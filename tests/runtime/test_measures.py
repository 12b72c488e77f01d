"""What a run is reported with: percentiles, peak memory, final laps, files."""

from f1strategy.runtime.dump import dump
from f1strategy.runtime.latency import percentile
from f1strategy.runtime.memory_watch import MemoryWatch
from f1strategy.runtime.summary import lap_records
from schemas import codec, topics
from schemas.records import LapRecord


def lap(driver_number: int, lap_number: int, revision: int = 1) -> LapRecord:
    return LapRecord(
        session_key=9,
        driver_number=driver_number,
        lap_number=lap_number,
        revision=revision,
        caused_by_ingest_time_ms=0,
        is_complete=True,
    )


def test_percentiles_are_values_that_occurred():
    waits = [float(value) for value in range(1, 101)]
    assert [percentile(waits, share) for share in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([7.0], 0.5) == 7.0


def test_the_peak_is_kept_when_memory_falls_again():
    sizes = iter([10, 90, 20])
    with MemoryWatch(lambda: next(sizes, 5), every_s=0.001) as watch:
        while watch.peak_bytes < 90:
            pass
    assert watch.peak_bytes == 90


def test_final_laps_are_counted_by_driver():
    laps = [lap(1, 1), lap(1, 2, revision=4), lap(44, 1)]
    latest = {topics.NORMALIZED.key(one).encode(): codec.encode(one) for one in laps}
    counted = lap_records(latest)
    assert (counted.total, counted.revisions) == (3, 6)
    assert counted.per_driver == {"1": 2, "44": 1}


def test_a_dump_has_one_line_for_every_key_in_their_order(tmp_path):
    latest = {b"9:1:10": b"ten", b"9:1:2": b"two", b"9:44:1": b"other"}
    (file,) = dump({topics.NORMALIZED: latest}, tmp_path / "new")
    assert file.name == "telemetry.normalized.jsonl"
    assert file.read_text().splitlines() == ["two", "ten", "other"]
