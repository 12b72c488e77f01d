"""An archive to be killed: `python -m tests.lake.archiver LAKE TOTAL SEED`.

Sends laps 0..TOTAL of two partitions in batches of a seeded size, as a source would that starts again
behind what the table holds, and goes back a little. Ends by itself when all is committed.
"""

import random
import sys

from f1strategy.lake.committed import committed_offsets
from f1strategy.lake.location import Lake
from f1strategy.lake.writer import TableWriter
from schemas.tables import LAPS
from tests.lake.builders import TOPIC_ID, batch_of, laps


def main(root: str, total: int, seed: int) -> None:
    """Archive to the end."""
    rng, lake = random.Random(seed), Lake.at(root)
    topic = LAPS.topic.name
    done = committed_offsets(lake, {topic: TOPIC_ID}, [LAPS])
    sent = [max(0, done.get((topic, part), -1) + 1 - rng.randint(0, 5)) for part in (0, 1)]
    writer = TableWriter(lake, LAPS)
    while min(sent) < total:
        partition = rng.choice([part for part in (0, 1) if sent[part] < total])
        count = min(rng.randint(1, 25), total - sent[partition])
        writer.append(batch_of(laps(count, partition, sent[partition])))
        sent[partition] += count


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
