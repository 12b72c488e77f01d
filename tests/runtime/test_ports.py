"""Preferred ports when they are free, others when not."""

import socket

import pytest

from f1strategy.runtime.ports import LOOPBACK, choose, is_free


@pytest.fixture
def taken():
    """A port that something listens on."""
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_free_wish_is_granted(taken):
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        wish = probe.getsockname()[1]
    assert choose([wish]) == [wish]


def test_a_taken_wish_gets_another_port(taken):
    assert not is_free(taken)
    (chosen,) = choose([taken])
    assert chosen != taken
    assert is_free(chosen)


def test_equal_wishes_get_different_ports():
    chosen = choose([0, 0, 0])
    assert len(set(chosen)) == 3
