"""The issuer's public keys: read from a file or a URL, kept, and read again when they are rotated."""

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx

KEEP_S: Final = 300.0
"""How long keys are believed without looking again."""
LOOK_AGAIN_S: Final = 10.0
"""An unknown key has the set read again, but not more often: anyone can name keys."""
FETCH_S: Final = 2.0


class UnknownKey(LookupError):
    """A key that the issuer does not have, or whose set cannot be read."""

    def __init__(self, kid: str, reason: str = "") -> None:
        super().__init__(kid, reason)
        self.kid, self.reason = kid, reason

    def __str__(self) -> str:
        return f"unknown key {self.kid[:64]!r}{': ' if self.reason else ''}{self.reason}"


class KeySet:
    """Public keys by `kid`. When the set cannot be read again, the ones known go on for a while.

    May be asked by several threads; all wait while one reads.
    """

    def __init__(self, source: str, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._source, self._clock_s = source, clock_s
        self._keys: dict[str, dict[str, Any]] = {}
        self._read_s = self._tried_s = float("-inf")
        self._one_at_a_time = threading.Lock()

    def key(self, kid: str) -> dict[str, Any]:
        """The key of this id. Raises `UnknownKey`."""
        with self._one_at_a_time:
            return self._key(kid)

    def _key(self, kid: str) -> dict[str, Any]:
        now_s = self._clock_s()
        is_old = now_s - self._read_s > KEEP_S
        reason = ""
        if (kid not in self._keys or is_old) and now_s - self._tried_s >= LOOK_AGAIN_S:
            self._tried_s = now_s
            try:
                self._keys = self._read()
                self._read_s = now_s
            except (OSError, httpx.HTTPError, ValueError, KeyError, TypeError) as error:
                reason = f"the key set cannot be read: {type(error).__name__}"
        if now_s - self._read_s > 2 * KEEP_S:
            self._keys = {}
        if kid not in self._keys:
            raise UnknownKey(kid, reason)
        return self._keys[kid]

    def _read(self) -> dict[str, dict[str, Any]]:
        if "://" in self._source:
            response = httpx.get(self._source, timeout=FETCH_S, trust_env=False)
            text = response.raise_for_status().text
        else:
            text = Path(self._source).read_text(encoding="utf-8")
        return {str(key["kid"]): key for key in json.loads(text)["keys"]}
