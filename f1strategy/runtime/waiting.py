"""Waiting for something outside to be true, while watching that nothing has died."""

import time
from collections.abc import Callable

from f1strategy.runtime.errors import NotReady


def wait_until(
    true: Callable[[], bool],
    *,
    what: str,
    hint: str,
    timeout_s: float,
    every_s: float = 0.2,
    watch: Callable[[], None] = lambda: None,
) -> float:
    """Ask until the answer is yes; the result is the seconds it took.

    `watch` is called between the questions and raises when waiting has become pointless. Raises
    `NotReady` after `timeout_s`.

    >>> wait_until(lambda: True, what="noon", hint="be patient", timeout_s=1) < 1
    True
    """
    began = time.monotonic()
    while not true():
        watch()
        if time.monotonic() - began > timeout_s:
            raise NotReady(what, timeout_s, hint)
        time.sleep(every_s)
    return time.monotonic() - began
