"""The dead man's switch of a live feed: silence is an event too."""


class DeadMan:
    """Raises an alarm when nothing has been heard for `quiet_ms`, and again after each further one.

    Times are a clock's elapsed milliseconds.

    >>> switch = DeadMan(quiet_ms=30_000, now_ms=0)
    >>> switch.alarm(20_000), switch.alarm(30_000), switch.alarm(31_000), switch.alarm(60_000)
    (False, True, False, True)
    >>> switch.hear(61_000), switch.hear(62_000), switch.alarm(63_000)
    (True, False, False)
    """

    def __init__(self, *, quiet_ms: float, now_ms: float) -> None:
        self._quiet_ms = quiet_ms
        self._heard_ms = self._counted_ms = now_ms
        self.is_silent = False
        """True from an alarm until something is heard."""

    def hear(self, now_ms: float) -> bool:
        """Something came; true if that ends a silence."""
        was_silent, self.is_silent = self.is_silent, False
        self._heard_ms = self._counted_ms = now_ms
        return was_silent

    def rest(self, now_ms: float) -> None:
        """Nothing is expected now: silence begins to count when it is."""
        self._counted_ms = now_ms

    def alarm(self, now_ms: float) -> bool:
        """Whether the silence has just become, or stayed, too long."""
        if now_ms - self._counted_ms < self._quiet_ms:
            return False
        self._counted_ms = now_ms
        self.is_silent = True
        return True

    def silence_ms(self, now_ms: float) -> float:
        """How long nothing has been heard."""
        return now_ms - self._heard_ms
