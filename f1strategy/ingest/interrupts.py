"""Keeps Ctrl-C away from kafka-python while it connects.

Its event loop runs in the calling thread then and takes a `KeyboardInterrupt` for the error of one of
its own tasks: the interrupt is lost, and the client waits for ever for an answer that it threw away.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

HELD: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Let SIGINT and SIGTERM wait until the block, or the decorated function, is over.

    Python delivers signals to the main thread only, so in other threads there is nothing to hold.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    before = {number: signal.signal(number, lambda sent, _: came.append(sent)) for number in HELD}
    try:
        yield
    finally:
        for held, handler in before.items():
            signal.signal(held, handler)
        for number in came:
            signal.raise_signal(number)
