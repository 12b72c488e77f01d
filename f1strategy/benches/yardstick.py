"""How fast the machine is at this moment: a shared one does the same work in half the time an hour later."""

import time
from typing import Final

import msgspec

_ROW: Final = {"driver_number": 44, "gaps": [0.5, 12.25, None, "+1 LAP"], "date": "2025-12-07"}
_TIMES: Final = 4_000


def yardstick_ms() -> float:
    """CPU time that a fixed piece of work takes: small rows encoded, read again and kept in a dictionary, some 10 ms.

    Only its own thread counts. What else runs lengthens it as it lengthens every work, by the caches that they share.
    """
    since_s = time.thread_time()
    kept = {}
    for number in range(_TIMES):
        row = msgspec.json.decode(msgspec.json.encode({**_ROW, "lap_number": number}))
        kept[f"laps:{row['driver_number']}:{row['lap_number']}"] = row
    return (time.thread_time() - since_s) * 1000
