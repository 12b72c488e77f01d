"""What can go wrong with the embedded runtime; every message says what to do next."""

from pathlib import Path


class RuntimeFailure(Exception):
    """Base of everything this package raises on purpose."""


class NotBuilt(RuntimeFailure):
    """A part that `make setup` builds is missing."""

    def __init__(self, part: str, path: Path) -> None:
        super().__init__(part, path)
        self.part, self.path = part, path

    def __str__(self) -> str:
        return f"{self.part} not found in {self.path}; run `make setup` (`make doctor` says why)"


class ProcessDied(RuntimeFailure):
    """A process of the stack ended although it should run."""

    def __init__(self, name: str, exit_code: int | None, log: Path, last_lines: str) -> None:
        super().__init__(name, exit_code, log, last_lines)
        self.name, self.exit_code, self.log, self.last_lines = name, exit_code, log, last_lines

    def __str__(self) -> str:
        return (
            f"{self.name} ended with {self.exit_code}; its log {self.log} ends:\n{self.last_lines}"
        )


class NotReady(RuntimeFailure):
    """Something did not happen in time."""

    def __init__(self, what: str, waited_s: float, hint: str) -> None:
        super().__init__(what, waited_s, hint)
        self.what, self.waited_s, self.hint = what, waited_s, hint

    def __str__(self) -> str:
        return f"{self.what} not within {self.waited_s:.0f} s; {self.hint}"


class AlreadyUp(RuntimeFailure):
    """A stack of this folder runs already."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return (
            f"a stack of {self.folder} is up already; `f1strategy status` shows it, `down` ends it"
        )


class NothingUp(RuntimeFailure):
    """There is no stack to work on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"no stack of {self.folder} is up; `f1strategy up` starts one"


class UnknownJob(RuntimeFailure):
    """A job that does not run here."""

    def __init__(self, job: str, running: tuple[str, ...]) -> None:
        super().__init__(job, running)
        self.job, self.running = job, running

    def __str__(self) -> str:
        return f"no job {self.job!r} here; there are: {', '.join(self.running) or 'none'}"


class UidsChanged(RuntimeFailure):
    """New code would throw away state: operators that have some are gone. Nothing was stopped."""

    def __init__(self, job: str, lost: tuple[str, ...]) -> None:
        super().__init__(job, lost)
        self.job, self.lost = job, lost

    def __str__(self) -> str:
        return (
            f"job {self.job} goes on as it is: the new code lacks the operators {', '.join(self.lost)}, and their "
            "state would be lost; give them their uids back"
        )


class RolledBack(RuntimeFailure):
    """New code did not come up; the code before runs again, from the same savepoint."""

    def __init__(self, job: str, savepoint: str, reason: str) -> None:
        super().__init__(job, savepoint, reason)
        self.job, self.savepoint, self.reason = job, savepoint, reason

    def __str__(self) -> str:
        return (
            f"job {self.job} runs as before, from {self.savepoint}: the new code did not come up.\n"
            f"{self.reason}"
        )


class JobFailed(RuntimeFailure):
    """A Flink job is not running any more, or was refused."""

    def __init__(self, job: str, state: str, cause: str) -> None:
        super().__init__(job, state, cause)
        self.job, self.state, self.cause = job, state, cause

    def __str__(self) -> str:
        return f"job {self.job} is {self.state}: {self.cause}"
