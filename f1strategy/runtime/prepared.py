"""A job that is about to replace another: wired in a process of its own, and started from the savepoint it is told.

Starting a JVM and building the graph take seconds, which a redeployment spends before it stops what runs.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from f1strategy.runtime.errors import JobFailed
from f1strategy.runtime.folders import RunFolder
from f1strategy.runtime.jobs import SUBMIT_PATIENCE_S, await_running, client_settings
from f1strategy.runtime.processes import Started, start
from f1strategy.runtime.stack import StackState
from f1strategy.runtime.waiting import wait_until

NAME: Final = "prepare"
WIRED_S: Final = 120.0
END_S: Final = 10.0


class PreparedJob:
    """A job that waits for its savepoint. uids: those of its operators."""

    def __init__(
        self, job: str, folder: RunFolder, rest: str, client: Started, uids: tuple[str, ...]
    ) -> None:
        self._job, self._folder, self._rest, self._client = job, folder, rest, client
        self.uids = uids

    def start_from(self, savepoint: str) -> str:
        """Submit it with the state of a savepoint and wait until all its tasks run; the answer is Flink's id of it.

        Raises `JobFailed` with the reason, `NotReady` when it takes too long.
        """
        _tell(self._client, savepoint)
        if self._client.ended(SUBMIT_PATIENCE_S) != 0:
            raise JobFailed(self._job, "not submitted", self._client.last_words())
        ids = msgspec.json.decode(_ids(self._folder).read_bytes(), type=dict[str, str])
        await_running(self._folder, self._rest, ids, is_restored=True)
        return ids[self._job]


@contextmanager
def prepared(
    job: str, folder: RunFolder, state: StackState, release: Path | None
) -> Iterator[PreparedJob]:
    """A job of a release's code, made ready; one that was not told a savepoint by the end is never submitted.

    Raises `JobFailed` where the code cannot even be wired, `NotReady` when that takes too long.
    """
    for file in (_uids(folder), _ids(folder)):
        file.unlink(missing_ok=True)
    command = [sys.executable, "-m", "flink_jobs.prepare", "--rest", state.flink_rest]
    files = ["--uids", str(_uids(folder)), "--ids", str(_ids(folder))]
    client = start(
        NAME,
        [*command, *files, job],
        log=folder.logs / f"{NAME}.log",
        mark=state.mark,
        environment=client_settings(folder, state.bootstrap_servers, state.lake, release),
        stdin=subprocess.PIPE,
    )
    try:
        uids = _wired(job, _uids(folder), client)
        yield PreparedJob(job, folder, state.flink_rest, client, uids)
    finally:
        _tell(client, "")
        client.ended(END_S)


def _wired(job: str, uids: Path, client: Started) -> tuple[str, ...]:
    """The uids of its operators, once it is wired."""
    wait_until(
        lambda: uids.is_file() or client.process.poll() is not None,
        what=f"{job} wired",
        hint=f"see {client.log}",
        timeout_s=WIRED_S,
    )
    if not uids.is_file():
        raise JobFailed(job, "not deployable, and goes on as it is", client.last_words())
    return msgspec.json.decode(uids.read_bytes(), type=tuple[str, ...])


def _tell(client: Started, line: str) -> None:
    """One line, and the end of the input; a client that has ended says by its exit code why."""
    pipe = client.process.stdin
    if pipe is not None and not pipe.closed:
        with contextlib.suppress(BrokenPipeError):
            pipe.write(f"{line}\n".encode())
            pipe.close()


def _uids(folder: RunFolder) -> Path:
    return folder.path / "uids.json"


def _ids(folder: RunFolder) -> Path:
    return folder.path / "prepared.json"
