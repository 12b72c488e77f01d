"""The reports that `f1strategy report` wrote: HTML files in a folder, one a race or season."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

NAME: Final = re.compile(r"(race|season)-(\d{1,9})")
_TITLE: Final = re.compile(r"<title>([^<]{1,200})</title>")
_HEAD: Final = 4_096


@dataclass(frozen=True, slots=True)
class Report:
    """One report, as the type of the same name in the SDL."""

    name: str
    title: str
    session_key: int | None
    season: int | None
    written_time_ms: int
    path: Path

    @property
    def html(self) -> str:
        """The whole page; only read when it is asked for."""
        return self.path.read_text(encoding="utf-8")


def read_reports(folder: Path) -> list[Report]:
    """Every report in a folder, the newest first; none where there is no folder."""
    found = [_report(path) for path in folder.glob("*.html") if NAME.fullmatch(path.stem)]
    return sorted(found, key=lambda report: (-report.written_time_ms, report.name))


def _report(path: Path) -> Report:
    kind, number = path.stem.split("-")
    with path.open(encoding="utf-8") as file:
        title = _TITLE.search(file.read(_HEAD))
    return Report(
        name=path.stem,
        title=title[1].strip() if title else path.stem,
        session_key=int(number) if kind == "race" else None,
        season=int(number) if kind == "season" else None,
        written_time_ms=round(path.stat().st_mtime * 1000),
        path=path,
    )
