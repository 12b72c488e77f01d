"""The plain loop that a throughput is compared with does what the normalize job does."""

from f1strategy.benches.plain_fold import PlainFold
from f1strategy.ingest.simulated import simulate
from schemas import codec
from schemas.records import LapRecord
from tests.integration.oracle import content, envelopes, folded

RACE = simulate(5, 4)


def test_its_last_word_on_every_lap_is_that_of_the_oracle():
    fold = PlainFold()
    told = {}
    for one in envelopes(RACE):
        for encoded in fold.apply(codec.encode(one)):
            lap = codec.decode(encoded, LapRecord)
            told[lap.session_key, lap.driver_number, lap.lap_number] = content(lap)
    assert told == {lap: content(record) for lap, record in folded(RACE).items()}
    assert len(told) > 70
