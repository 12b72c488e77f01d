"""One driver's desk: answers requests and stays silent when there is nothing new to say."""

from dataclasses import dataclass

import msgspec

from f1strategy.strategy.options import option_set
from f1strategy.strategy.request import OptionsRequest
from schemas import codec
from schemas.records import OptionSet, Trigger

NOT_CONTENT = {
    "revision": 0,
    "field_revision": 0,
    "caused_by_ingest_time_ms": 0,
    "event_time_ms": None,
    "trigger": Trigger.NEW_LAP,
    "call_reason": "",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """State to write and the option set to publish, None if it says what was said before."""

    to_store: tuple[tuple[str, bytes], ...] = ()
    options: OptionSet | None = None


class OptionDesk:
    """What one driver was answered last, lap by lap."""

    def __init__(self, session_key: int, driver_number: int) -> None:
        self.session_key, self.driver_number = session_key, driver_number
        self._answered: dict[int, OptionSet] = {}
        self._revision = 0

    def restore(self, key: str, value: bytes) -> None:
        """Take back one entry that `apply` gave to store."""
        self._answered[int(key)] = answered = codec.decode(value, OptionSet)
        self._revision = max(self._revision, answered.revision)

    def apply(self, request: OptionsRequest) -> Decided:
        """Answer one request. A request about an older field than the answered one is dropped."""
        before = self._answered.get(request.lap_number)
        if before is not None and request.field_revision < before.field_revision:
            return Decided()
        options = option_set(request, self._revision + 1)
        if before is not None and _content(options) == _content(before):
            return Decided()
        self._revision += 1
        self._answered[request.lap_number] = options
        return Decided(((str(request.lap_number), codec.encode(options)),), options)


def _content(options: OptionSet) -> OptionSet:
    return msgspec.structs.replace(options, **NOT_CONTENT)
