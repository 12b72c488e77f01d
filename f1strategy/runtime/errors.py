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


class JobFailed(RuntimeFailure):
    """A Flink job is not running any more, or was refused."""

    def __init__(self, job: str, state: str, cause: str) -> None:
        super().__init__(job, state, cause)
        self.job, self.state, self.cause = job, state, cause

    def __str__(self) -> str:
        return f"job {self.job} is {self.state}: {self.cause}"
