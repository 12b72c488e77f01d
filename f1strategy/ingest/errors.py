"""What can go wrong when a race is replayed and published."""


class IngestError(Exception):
    """Base of what this package raises on purpose once a recording is read."""


class NoRaceTimes(IngestError):
    """Laps of which none says when it began: nothing tells when to release a row."""

    def __init__(self, laps: int) -> None:
        super().__init__(laps)
        self.laps = laps

    def __str__(self) -> str:
        return f"none of the {self.laps} laps says when it began; expected date_start in most"


class BadSpeed(IngestError, ValueError):
    """A speed that no replay can have."""

    def __init__(self, speed: float) -> None:
        super().__init__(speed)
        self.speed = speed

    def __str__(self) -> str:
        return f"speed {self.speed:g}; expected more than 0: 1 is real time, inf as fast as it goes"


class UnknownLap(IngestError):
    """A lap that the recording does not have."""

    def __init__(self, lap: int, last_lap: int) -> None:
        super().__init__(lap, last_lap)
        self.lap, self.last_lap = lap, last_lap

    def __str__(self) -> str:
        return f"no lap {self.lap}; expected one of 1 to {self.last_lap}"


class CannotSeekBack(IngestError):
    """A lap that has been released already: what is on the stream is not taken back."""

    def __init__(self, lap: int, reached_lap: int) -> None:
        super().__init__(lap, reached_lap)
        self.lap, self.reached_lap = lap, reached_lap

    def __str__(self) -> str:
        return (
            f"cannot go back to lap {self.lap} from lap {self.reached_lap}: rows on the stream are not "
            "taken back; start the replay anew to see it again"
        )


class WaitsForEver(IngestError):
    """A manual clock was asked to wait for something that nobody has planned."""

    def __init__(self, now_ms: int) -> None:
        super().__init__(now_ms)
        self.now_ms = now_ms

    def __str__(self) -> str:
        return f"waiting for ever at {self.now_ms} ms: nothing is planned that would end the wait"


class DeliveryFailed(IngestError):
    """Records that the broker did not take."""

    def __init__(self, failed: int, first_error: str) -> None:
        super().__init__(failed, first_error)
        self.failed, self.first_error = failed, first_error

    def __str__(self) -> str:
        return f"{self.failed} records were not delivered; the first because: {self.first_error}"


class NoBroker(IngestError):
    """Nothing that speaks Kafka answers at the address."""

    def __init__(self, bootstrap_servers: str, reason: str) -> None:
        super().__init__(bootstrap_servers, reason)
        self.bootstrap_servers, self.reason = bootstrap_servers, reason

    def __str__(self) -> str:
        return f"no Kafka broker answers at {self.bootstrap_servers}: {self.reason}"
