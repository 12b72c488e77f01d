"""Parts of batches as the normalize job hands them from operator to operator, and their order again."""

from collections.abc import Iterable

from pyflink.common import Row

from schemas import codec
from schemas.records import RawEnvelope
from udfs.dealt_rows import Deal, rows_of


def part(*envelopes: RawEnvelope) -> Row:
    """What the router sends to one driver of a batch that concerns nobody else."""
    deal = Deal()
    for one in envelopes:
        deal.give("anyone", codec.encode(one))
    ((_, dealt),) = deal.parts(0)
    return dealt


def delivered(parts: Iterable[tuple[str, Row]]) -> list[tuple[str, bytes]]:
    """What a batch brings to which driver, in the order of its rows."""
    rows = [(row.place, key, row.value) for key, one in parts for row in rows_of(one)]
    assert [place for place, _, _ in sorted(rows)] == list(range(len(rows)))
    return [(key, value) for _, key, value in sorted(rows)]


def in_order(answers: Iterable[tuple[str, Row]]) -> list[tuple[str, bytes]]:
    """What `InOrder` sends on when the answers to all parts of one batch are there."""
    parts = [one for _, one in answers]
    assert {(one[0], one[1]) for one in parts} <= {(parts[0][0], len(parts))} if parts else True
    rows = sorted((row for one in parts for row in rows_of(one)), key=lambda row: row.place)
    return [(row.key, row.value) for row in rows]
