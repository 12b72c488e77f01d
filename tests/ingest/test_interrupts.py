"""Ctrl-C while a Kafka client connects is late, not lost."""

import signal
import threading

import pytest

from f1strategy.ingest.interrupts import interrupts_held


@pytest.fixture(autouse=True)
def _interruptible():
    """Python's own handler, also where the tests were started with interrupts ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@interrupts_held()
def work(seen, *, fails=False):
    signal.raise_signal(signal.SIGINT)
    seen.append("went on")
    if fails:
        raise ValueError("broken")


def test_an_interrupt_comes_when_the_work_is_over():
    seen: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        work(seen)
    assert seen == ["went on"]


def test_every_time_and_the_handler_is_the_old_one_again():
    handler = signal.getsignal(signal.SIGINT)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            work([])
    assert signal.getsignal(signal.SIGINT) is handler


def test_an_error_of_the_work_does_not_hide_the_interrupt():
    with pytest.raises(KeyboardInterrupt) as caught:
        work([], fails=True)
    assert isinstance(caught.value.__context__, ValueError)


def test_in_another_thread_nothing_is_held():
    handlers = []

    def look():
        with interrupts_held():
            handlers.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert handlers == [signal.getsignal(signal.SIGINT)]
