"""Ports: a preferred one when it is free, any free one otherwise."""

import contextlib
import socket
from collections.abc import Sequence
from typing import Final

LOOPBACK: Final = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether nothing listens on this port of the loopback interface."""
    with contextlib.closing(socket.socket()) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def choose(preferred: Sequence[int]) -> list[int]:
    """One free port for each wish, all different; 0 wishes for any."""
    chosen: list[int] = []
    for wish in preferred:
        taken = wish == 0 or wish in chosen or not is_free(wish)
        chosen.append(_any_free(chosen) if taken else wish)
    return chosen


def _any_free(taken: Sequence[int]) -> int:
    while True:
        with contextlib.closing(socket.socket()) as listener:
            listener.bind((LOOPBACK, 0))
            port: int = listener.getsockname()[1]
        if port not in taken:
            return port
