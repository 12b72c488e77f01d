"""What can go wrong in the lake."""


class LakeError(Exception):
    """Base of this room's errors."""


class LakeConflict(LakeError):
    """Other writers committed first, every time."""

    def __init__(self, table: str, attempts: int) -> None:
        super().__init__(table, attempts)
        self.table, self.attempts = table, attempts

    def __str__(self) -> str:
        return f"table {self.table}: another writer committed first, {self.attempts} times in a row"


class IncompatibleTable(LakeError):
    """A table on disk whose columns contradict the declared ones."""

    def __init__(self, table: str, differences: tuple[str, ...]) -> None:
        super().__init__(table, differences)
        self.table, self.differences = table, differences

    def __str__(self) -> str:
        return (
            f"table {self.table} cannot take today's records: {'; '.join(self.differences)}. "
            "Only new columns are added to a table; write to a new lake or migrate this one"
        )


class NoTable(LakeError):
    """A table that is not in this lake yet."""

    def __init__(self, table: str, uri: str) -> None:
        super().__init__(table, uri)
        self.table, self.uri = table, uri

    def __str__(self) -> str:
        return f"no table {self.table} at {self.uri}: nothing has been archived there"


class NoVersion(LakeError):
    """A version of a table that never was, or whose files are gone."""

    def __init__(self, table: str, version: int) -> None:
        super().__init__(table, version)
        self.table, self.version = table, version

    def __str__(self) -> str:
        return f"table {self.table} has no version {self.version}, or its files are vacuumed"


class RetentionTooShort(LakeError):
    """A vacuum that could take files from under a reader."""

    def __init__(self, hours: int, least_hours: int) -> None:
        super().__init__(hours, least_hours)
        self.hours, self.least_hours = hours, least_hours

    def __str__(self) -> str:
        return (
            f"{self.hours} h: readers and time travel need {self.least_hours} h; "
            "force a shorter time only when nobody reads"
        )


class UnknownQuestion(LakeError):
    """A question that does not come with the project."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known

    def __str__(self) -> str:
        return f"no question {self.name!r}; there are {', '.join(self.known)}"


class BadQuery(LakeError):
    """SQL that cannot be run."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the query cannot be run: {self.reason}"
