"""Dead letters keep the bytes, up to a bound."""

from schemas import codec
from schemas.records import DeadLetter
from schemas.records.dead_letter import MAX_KEPT_BYTES

KAFKA_DEFAULT_MAX_BYTES = 1_048_576


def letter(value: bytes) -> DeadLetter:
    return DeadLetter.of(value, source_topic="telemetry.raw", stage="decode", error="why")


def test_bytes_that_are_no_text_survive():
    poison = bytes(range(256))
    read = codec.decode(codec.encode(letter(poison)), DeadLetter)
    assert (read.value, read.value_size_bytes) == (poison, 256)


def test_a_message_at_the_bound_is_kept_whole():
    assert len(letter(b"x" * MAX_KEPT_BYTES).value) == MAX_KEPT_BYTES


def test_a_larger_message_is_cut_and_its_size_told():
    kept = letter(b"x" * (MAX_KEPT_BYTES + 1))
    assert (len(kept.value), kept.value_size_bytes) == (MAX_KEPT_BYTES, MAX_KEPT_BYTES + 1)


def test_the_largest_letter_fits_a_kafka_message():
    assert len(codec.encode(letter(b"x" * 10 * MAX_KEPT_BYTES))) < KAFKA_DEFAULT_MAX_BYTES / 2


def test_an_empty_message_is_a_letter_too():
    assert (letter(b"").value, letter(b"").value_size_bytes) == (b"", 0)
