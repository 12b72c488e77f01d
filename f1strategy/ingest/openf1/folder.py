"""A recording while it is being fetched: which endpoints the folder has already, and from where."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Self

from f1strategy.ingest.openf1.errors import OtherRecording
from f1strategy.ingest.recording import About, read_about, write_about, write_rows
from f1strategy.ingest.row_values import Row
from schemas.openf1 import iso_time

ORIGIN: Final = "openf1"


class FetchedFolder:
    """The folder of one session. An endpoint is in it once its file and its entry are.

    The entry in `recording.json` is written after the file, and each of them whole or not at all, so
    that whatever ends the program, what is listed is complete. `now_ms` dates the entries.
    """

    def __init__(
        self, path: Path, about: About, *, base_url: str, now_ms: Callable[[], int]
    ) -> None:
        self.path, self._about = path, about
        self._base_url, self._now_ms = base_url.rstrip("/"), now_ms

    @classmethod
    def open(
        cls, path: Path, *, session_key: int, race: str, base_url: str, now_ms: Callable[[], int]
    ) -> Self:
        """The folder, new or begun earlier. Raises `OtherRecording`, and `BadRecording` for an
        unreadable `recording.json`. Nothing is written yet.
        """
        about = read_about(path)
        if about.session_key is None:
            if any(path.glob("*.json.gz")):
                raise OtherRecording(str(path), None, session_key)
            about = About(race=race, session_key=session_key)
        elif about.session_key != session_key:
            raise OtherRecording(str(path), about.session_key, session_key)
        return cls(path, about, base_url=base_url, now_ms=now_ms)

    def rows_of(self, endpoint: str) -> int | None:
        """How many rows of the endpoint are here; None if it has not been fetched whole."""
        entry = self._about.endpoints.get(endpoint)
        if entry is None or not (self.path / f"{endpoint}.json.gz").is_file():
            return None
        return int(entry.get("rows", 0))

    def write(self, endpoint: str, rows: Sequence[Row]) -> None:
        """Keep an endpoint's rows and where they are from."""
        self.path.mkdir(parents=True, exist_ok=True)
        write_rows(self.path, endpoint, rows)
        self._about.endpoints[endpoint] = {
            "origin": ORIGIN,
            "url": f"{self._base_url}/{endpoint}",
            "rows": len(rows),
            "fetched_at": iso_time(self._now_ms()),
        }
        write_about(self.path, self._about)
