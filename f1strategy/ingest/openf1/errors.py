"""What can go wrong with OpenF1; every message says what was found and what to do about it."""

from collections.abc import Sequence


class OpenF1Error(Exception):
    """Base of everything this package raises on purpose."""


class AccessDenied(OpenF1Error):
    """The API wants (other) credentials."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(url, detail)
        self.url, self.detail = url, detail

    def __str__(self) -> str:
        return (
            f"access to {self.url} denied: {self.detail}; "
            "check OPENF1_USERNAME and OPENF1_PASSWORD"
        )


class HistoryBlocked(AccessDenied):
    """Anonymous readers are shut out, of past sessions too, while any session is live."""

    def __str__(self) -> str:
        return (
            f"history is blocked while a session is live ({self.detail}); try again about half an "
            "hour after its end"
        )


class NotFound(OpenF1Error):
    """The address does not exist: usually a wrong base URL."""

    def __init__(self, url: str, detail: str) -> None:
        super().__init__(url, detail)
        self.url, self.detail = url, detail

    def __str__(self) -> str:
        return f"nothing at {self.url} ({self.detail}); is the base URL right?"


class UnexpectedAnswer(OpenF1Error):
    """An answer that asking again would not improve."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"unexpected answer from {self.url}: {self.reason}"


class Unreachable(OpenF1Error):
    """Not even the first request found anybody to ask."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.reason}: check the network and the base URL"


class GaveUp(OpenF1Error):
    """Asking again did not help, or the API asked for a longer pause than we are ready to make.

    `url` is what was asked for, with the method.
    """

    def __init__(self, url: str, attempts: int, reason: str) -> None:
        super().__init__(url, attempts, reason)
        self.url, self.attempts, self.reason = url, attempts, reason

    def __str__(self) -> str:
        times = "1 attempt" if self.attempts == 1 else f"{self.attempts} attempts"
        return f"gave up on {self.url} after {times}: {self.reason}"


class MalformedTarget(OpenF1Error):
    """Text that names no session."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return (
            f"cannot read {self.text!r} as a session; expected a session key such as 9839, "
            "year/race such as 2024/monaco, or year/race/session such as 2024/qatar/sprint"
        )


class UnknownSession(OpenF1Error):
    """No session of the season has that name; lists those there are."""

    def __init__(self, wanted: str, candidates: Sequence[str]) -> None:
        super().__init__(wanted, tuple(candidates))
        self.wanted, self.candidates = wanted, tuple(candidates)

    def __str__(self) -> str:
        if not self.candidates:
            return f"OpenF1 knows no session {self.wanted}; its history begins in 2023"
        return f"no session {self.wanted}; there are: {', '.join(self.candidates)}"


class AmbiguousSession(OpenF1Error):
    """Several sessions have that name; lists them."""

    def __init__(self, wanted: str, candidates: Sequence[str]) -> None:
        super().__init__(wanted, tuple(candidates))
        self.wanted, self.candidates = wanted, tuple(candidates)

    def __str__(self) -> str:
        return f"{self.wanted} is ambiguous; choose one of: {', '.join(self.candidates)}"


class NoLaps(OpenF1Error):
    """A session without laps: there is nothing to replay."""

    def __init__(self, session: str, session_key: int) -> None:
        super().__init__(session, session_key)
        self.session, self.session_key = session, session_key

    def __str__(self) -> str:
        return (
            f"OpenF1 has no laps of {self.session} (session {self.session_key}): it has not been "
            "held, or its data are not there yet"
        )


class OtherRecording(OpenF1Error):
    """A folder that holds another session, or data of which nothing says whose they are."""

    def __init__(self, folder: str, found: int | None, session_key: int) -> None:
        super().__init__(folder, found, session_key)
        self.folder, self.found, self.session_key = folder, found, session_key

    def __str__(self) -> str:
        held = "data of an unnamed session" if self.found is None else f"session {self.found}"
        return f"{self.folder} holds {held}, not {self.session_key}; name another folder with --out"


class BadBaseUrl(OpenF1Error, ValueError):
    """Text that is no address of an API."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return (
            f"cannot use {self.text!r} as base URL; expected one such as https://api.openf1.org/v1"
        )


class BadBroker(OpenF1Error, ValueError):
    """Text that is no address of an MQTT broker."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def __str__(self) -> str:
        return f"cannot use {self.text!r} as MQTT broker; expected host or host:port"
