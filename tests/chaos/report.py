"""docs/reliability.md from the outcomes of `make chaos`.

python -m tests.chaos.report OUTCOMES docs/reliability.md
"""

import os
import platform
import statistics
import sys
from importlib.metadata import version
from pathlib import Path

from tests.chaos import outcome
from tests.chaos.faults import FAULTS
from tests.chaos.outcome import Outcome

HEAD = """# Reliability

What was done to a running stack while a race went on, and what it cost. Written by `make chaos` from
[every run's figures](reliability.json); the faults are in `tests/chaos/faults.py`, the judge in `tests/chaos/judge.py`.

Each time, a simulated race is replayed at ten times its speed into the embedded stack in its highly available form
(`f1strategy up --ha`: one Kafka broker, ZooKeeper, JobManager, two TaskManagers of which one stands by, a watchdog), the fault is done at a moment that
the seed draws, the race goes on to its flag, and everything is compared with the plain fold of the race's rows:

- **lost, doubled, wrong**: rows on `telemetry.raw`, lap records, option sets (with what the engine says in them), and every message of
  every topic against its row in the lake.
- **out of order**: rows of the race, and the laps of each driver.
- **sent again**: what a job wrote once more after a restart, with the same id and revision and the same content. Every reader of this
  project drops it, as any reader must (docs/records.md).
- **recovery**: from the fault (from the return, where something was away or stood still) until every job has completed a
  checkpoint that began after it.
- **caught up**: from then on, until the rest of the race was sent at full speed, read and answered.
"""

ELSEWHERE = """
## Elsewhere

- **F8**, a transaction that stays open: there is none. Jobs write at least once with ids and revisions, and the archive's offsets are
  committed with its rows.
- **F10**, state of another version: `tests/udfs/test_golden_state.py` restores what every released version stored.
- **F12**, the windows W4 to W8 (compaction, vacuum, a full disk among them): `tests/lake/test_crashes.py`, `test_full_disk.py`, and ten real
  races in `tests/integration/test_full_race.py` with the archive killed three times and doubled.
- **F17** `tests/lake/test_full_disk.py`; **F18** `tests/artifacts`; **F19, F20** `tests/integration/test_api_faults.py`; **F21** `f1strategy bench api`;
  **F22** `tests/api/test_fuzzing.py`, `test_frames.py`; **F23** `tests/api/test_tokens.py`; **F24** `f1strategy bench soak`.
"""


def line(one: Outcome) -> str:
    """An outcome in one line, for whoever watches."""
    v = one.verdict
    return (
        f"{one.number} seed {one.seed}: recovery {one.recovery_s} s, caught up {one.caught_up_s} s; {v.records} records, "
        f"{v.lost} lost, {v.duplicated} doubled, {v.reordered} out of order, {v.wrong} wrong, {v.repeats} sent again, "
        f"{one.orphans} orphans {one.notes or ''}"
    )


def page(outcomes: list[Outcome]) -> str:
    """The whole page."""
    rows = [_row(fault.number, fault.title, fault.limit_s, outcomes) for fault in FAULTS]
    columns = (
        "Fault",
        "What happens",
        "Runs",
        "Records compared",
        "Lost / doubled / out of order / wrong",
        "Sent again",
        "Recovery median / p95, s",
        "Limit, s",
        "Caught up p95, s",
        "Orphans",
    )
    table = [columns, ("---",) * len(columns), *(row for row in rows if row)]
    text = "\n".join("| " + " | ".join(map(str, row)) + " |" for row in table)
    return f"{HEAD}\n{text}\n\n{_above(outcomes)}{_conditions(outcomes)}\n{ELSEWHERE}"


def p95(values: list[float]) -> float:
    """The value that 95 of 100 do not exceed; of few values, the largest.

    >>> p95([3.0, 1.0, 2.0])
    3.0
    """
    return sorted(values)[max(0, -(-95 * len(values) // 100) - 1)]


def _row(
    number: str, title: str, limit_s: float, outcomes: list[Outcome]
) -> tuple[object, ...] | None:
    mine = [one for one in outcomes if one.number == number]
    if not mine:
        return None
    times = [one.recovery_s for one in mine]
    faults = (
        sum(getattr(one.verdict, what) for one in mine)
        for what in ("lost", "duplicated", "reordered", "wrong")
    )
    return (
        number,
        title,
        len(mine),
        f"{sum(one.verdict.records for one in mine):,}",
        " / ".join(map(str, faults)),
        f"{sum(one.verdict.repeats for one in mine):,}",
        f"{statistics.median(times):.1f} / {p95(times):.1f}",
        f"{limit_s:g}",
        f"{p95([one.caught_up_s for one in mine]):.1f}",
        sum(one.orphans for one in mine),
    )


def _above(outcomes: list[Outcome]) -> str:
    """The faults whose recovery took longer than it may."""
    limits_s = {fault.number: fault.limit_s for fault in FAULTS}
    late = [
        f"{one.number} ({one.recovery_s} s)"
        for one in outcomes
        if one.recovery_s > limits_s[one.number]
    ]
    return f"Above its limit: {', '.join(late)}.\n\n" if late else ""


def _conditions(outcomes: list[Outcome]) -> str:
    days = sorted({one.day for one in outcomes if one.day})
    commits = dict.fromkeys(one.commit for one in outcomes if one.commit)
    return (
        f"Measured on {', '.join(days)} at {', '.join(commits)}: {os.cpu_count()} cores, Python {platform.python_version()}, apache-flink "
        f"{version('apache-flink')}, kafka-python {version('kafka-python')}, deltalake {version('deltalake')}."
    )


def main(outcomes: str, into: str) -> None:
    """Write the page."""
    Path(into).write_text(page(outcome.read(Path(outcomes))), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
