"""KeyedCache and KeyedValues: objects at hand, and the state from which they are rebuilt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.udfs.fake_flink import FakeContext, FakeRuntimeContext, State
from udfs.keyed_cache import KeyedCache
from udfs.keyed_values import KeyedValues

keys = st.sampled_from("abcdef")


def counting(capacity: int) -> tuple[KeyedCache[list[str]], list[str]]:
    rebuilt: list[str] = []

    def rebuild(key: str) -> list[str]:
        rebuilt.append(key)
        return [key]

    return KeyedCache(capacity, rebuild), rebuilt


def test_an_object_is_built_once_and_is_the_same_until_it_is_pushed_out():
    cache, rebuilt = counting(2)
    first = cache.get("a")
    assert cache.get("b") == ["b"]
    assert cache.get("a") is first
    assert rebuilt == ["a", "b"]


def test_the_key_used_longest_ago_is_pushed_out():
    cache, rebuilt = counting(2)
    for key in ("a", "b", "a", "c"):
        cache.get(key)
    assert ("a" in cache, "b" in cache, "c" in cache) == (True, False, True)
    cache.get("b")
    assert rebuilt == ["a", "b", "c", "b"]


def test_an_object_that_cannot_be_built_leaves_no_trace():
    cache: KeyedCache[int] = KeyedCache(2, int)
    with pytest.raises(ValueError, match="invalid literal"):
        cache.get("x")
    assert "x" not in cache
    assert cache.get("7") == 7


@given(st.integers(1, 4), st.lists(keys, max_size=60))
def test_it_rebuilds_exactly_what_was_not_among_the_keys_used_last(capacity, asked):
    cache, rebuilt = counting(capacity)
    at_hand: list[str] = []
    expected: list[str] = []
    for key in asked:
        if key not in at_hand:
            expected.append(key)
        at_hand = [*(other for other in at_hand if other != key), key][-capacity:]
        assert cache.get(key) == [key]
        assert [one for one in "abcdef" if one in cache] == sorted(at_hand)
    assert rebuilt == expected


def bound(state: State) -> tuple[KeyedValues, FakeContext]:
    context = FakeContext()
    return KeyedValues(FakeRuntimeContext(state, context), "rows-v1"), context


def test_entries_are_written_and_read_under_the_current_key():
    state: State = {}
    values, context = bound(state)
    context.key = "9000"
    values.store([("laps:1", b"one"), ("laps:2", b"two")])
    context.key = "10"
    assert list(values) == []
    values.store([("laps:1", b"three")])
    assert state == {
        "rows-v1": {"9000": {"laps:1": b"one", "laps:2": b"two"}, "10": {"laps:1": b"three"}}
    }
    context.key = "9000"
    assert dict(values) == {"laps:1": b"one", "laps:2": b"two"}


def test_a_newer_value_replaces_the_one_under_its_key():
    values, context = bound({})
    context.key = "9000"
    values.store([("laps:1", b"one")])
    values.store([("laps:1", b"newer")])
    assert list(values) == [("laps:1", b"newer")]


def test_storing_nothing_makes_no_state():
    state: State = {}
    values, context = bound(state)
    context.key = "9000"
    values.store(())
    assert state == {"rows-v1": {}}


def test_values_come_back_as_bytes_whatever_the_backend_hands_out():
    """Flink's coder gives bytes today; the records' decoder takes nothing else."""

    class Lent:
        def items(self):
            return [("laps:1", bytearray(b"one"))]

    class Lending:
        def get_map_state(self, descriptor):
            return Lent()

    ((_, value),) = KeyedValues(Lending(), "rows-v1")
    assert type(value) is bytes
